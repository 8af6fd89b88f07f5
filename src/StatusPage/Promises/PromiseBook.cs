using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Promises.Record;

namespace StatusPage.Promises;

/// <summary>Makes and ends promises in somebody's transaction, and writes each step into the record.</summary>
internal sealed class PromiseBook(PromiseOptions options) : IIncidentFollower
{
    /// <summary>What was promised has happened. Nothing if nothing was.</summary>
    public async Task Keep(DbSession session, string incidentId, PromiseKind kind, DateTimeOffset now)
    {
        if (await PromiseStore.FindOpen(session, incidentId, kind) is { } open)
        {
            await End(session, open, open.EndingIfKept(now, options.DeadMan), now);
        }
    }

    /// <summary>It will not happen any more: what was not due yet is replaced by nothing, what was is broken.</summary>
    public static async Task Drop(DbSession session, string incidentId, PromiseKind kind, DateTimeOffset now)
    {
        if (await PromiseStore.FindOpen(session, incidentId, kind) is { } open)
        {
            await End(session, open, now < open.Due ? Ending.Replaced : Ending.Broken, now);
        }
    }

    public static async Task Break(DbSession session, Promise promise, DateTimeOffset now) => await End(session, promise, Ending.Broken, now);

    /// <summary>Makes a promise. One of its kind that is open is replaced by it, or was broken if it was due.</summary>
    public async Task<Promise> Make(DbSession session, string incidentId, string updateId, PromiseDraft draft, DateTimeOffset now)
    {
        var promise = new Promise
        {
            Id = Ids.New(), IncidentId = incidentId, UpdateId = updateId, Kind = draft.Kind, MadeAt = now, Due = draft.Due, Basis = draft.Basis, Confidence = draft.Confidence,
        };
        var former = await PromiseStore.FindOpen(session, incidentId, draft.Kind);
        if (former is not null)
        {
            await End(session, former, now < former.Due ? Ending.Replaced : Ending.Broken, now, promise.Id);
        }

        await PromiseStore.Insert(session, promise);
        if (former is not null)
        {
            await PromiseStore.SetSuccessor(session, former.Id, promise.Id);
        }

        await RecordStore.Append(session, RecordEntry.PromiseMade(promise), now);
        if (draft.Kind == PromiseKind.Estimate)
        {
            await Keep(session, incidentId, PromiseKind.EstimateBy, now);
        }

        return promise;
    }

    public async Task Published(DbSession session, Incident incident, UpdateDraft draft, DateTimeOffset now)
    {
        var update = incident.Latest;
        if (draft.DisplayAt is not null)
        {
            return;
        }

        if (update.Seq == 1)
        {
            await RecordStore.Append(session, RecordEntry.Started(incident), now);
        }

        await Keep(session, incident.Id, PromiseKind.NextUpdate, now);
        if (incident.IsResolved)
        {
            await Recovered(session, incident, draft, now);
            return;
        }

        if (incident.Updates is [.., { Status: IncidentStatus.Resolved }, _])
        {
            await RecordStore.Append(session, RecordEntry.Reopened(incident), now);
        }

        if (update.NextUpdateBy is { } due)
        {
            await Make(session, incident.Id, update.Id, new(PromiseKind.NextUpdate, due), now);
        }

        foreach (var promise in draft.Promises)
        {
            var moves = await PromiseStore.FindOpen(session, incident.Id, promise.Kind) is not null;
            var made = await Make(session, incident.Id, update.Id, promise, now);
            if (moves && !update.DeliverNotifications)
            {
                // A quiet update does not move a promise quietly: who was told of it hears of the new one.
                await AnnouncementStore.Add(session, incident.Id, AnnouncementKind.Promise, made.Id, now);
            }
        }
    }

    /// <summary>Where it goes on, the next update is given in the same breath; what else was promised is promised there or not at all.</summary>
    public async Task Merged(DbSession session, Incident incident, Incident into, DateTimeOffset now)
    {
        await Keep(session, incident.Id, PromiseKind.NextUpdate, now);
        foreach (var kind in Enum.GetValues<PromiseKind>())
        {
            await Drop(session, incident.Id, kind, now);
        }

        await RecordStore.Append(session, RecordEntry.Merged(incident, into), now);
    }

    private async Task Recovered(DbSession session, Incident incident, UpdateDraft draft, DateTimeOffset now)
    {
        await Keep(session, incident.Id, PromiseKind.Estimate, now);
        await Drop(session, incident.Id, PromiseKind.EstimateBy, now);
        await Drop(session, incident.Id, PromiseKind.Plan, now);
        await RecordStore.Append(session, RecordEntry.Recovered(incident), now);

        if (draft.NoReport)
        {
            await Drop(session, incident.Id, PromiseKind.Report, now);
        }
        else
        {
            var report = draft.Promises.FirstOrDefault(p => p.Kind == PromiseKind.Report);
            var standing = await PromiseStore.FindOpen(session, incident.Id, PromiseKind.Report);
            if (report is not null || standing is null)
            {
                await Make(session, incident.Id, incident.Latest.Id, report ?? new(PromiseKind.Report, now + options.Report), now);
            }
        }
    }

    private static async Task End(DbSession session, Promise promise, Ending ending, DateTimeOffset now, string? successorId = null)
    {
        if (await PromiseStore.End(session, promise.Id, ending, now))
        {
            await RecordStore.Append(session, RecordEntry.PromiseEnded(promise with { Ending = ending, EndedAt = now, SuccessorId = successorId }), now);
        }
    }
}
