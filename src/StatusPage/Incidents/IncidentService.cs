using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Incidents;

/// <summary>What operators and programs do with incidents. Each method is one transaction; telling people follows from its commit.</summary>
/// <exception cref="InvalidInputException">A field holds what it may not.</exception>
/// <exception cref="NotFoundException">There is no such incident or update.</exception>
/// <exception cref="RuleViolationException">The present state does not allow it.</exception>
internal sealed class IncidentService(
    Database database, IEnumerable<IIncidentGuard> guards, IEnumerable<IIncidentFollower> followers, IncidentOptions options, AuditStore audit, TimeProvider time)
{
    public Task<Incident> Get(string id, CancellationToken cancellation = default) => database.Read(session => Get(session, id), cancellation);

    /// <summary>Opens an incident with its first update. Backdated when the update has a display time: then nobody is told and no component changes.</summary>
    public Task<Incident> Open(IncidentFields fields, UpdateDraft first, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            fields.Validate();
            var backfilled = first.DisplayAt is not null;
            var update = first.ToUpdate(Ids.New(), 1, first.Status ?? IncidentStatus.Investigating, now);
            await IncidentStore.Insert(session, update.IncidentId, fields, backfilled, now);
            var incident = await Publish(session, update, first, [], backfilled, now);
            await audit.Append(session, actor, backfilled ? "backfilled" : "opened", "incident", update.IncidentId, fields.Name);
            return incident;
        }, cancellation);

    /// <summary>Posts the next update, changing the incident's own fields in the same step when <paramref name="edit"/> is given.</summary>
    public Task<Incident> Post(string id, UpdateDraft draft, Actor actor, Func<IncidentFields, IncidentFields>? edit = null, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var incident = await Get(session, id);
            var update = incident.Post(draft, now);
            await Edit(session, incident, edit, now);
            incident = await Publish(session, update, draft, incident.ComponentIds, quiet: false, now);
            await audit.Append(session, actor, "posted", "incident", id, update.Status.Wire());
            return incident;
        }, cancellation);

    /// <summary>Changes fields, and the attached components when they are given. Taking a component off takes nobody out of the told set.</summary>
    /// <param name="id">Which.</param>
    /// <param name="edit">What its fields are from now on.</param>
    /// <param name="componentIds">What is attached from now on; null leaves it.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="wrong">What was wrong, when those who were told are to hear of it; null changes in silence.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public Task<Incident> Change(
        string id, Func<IncidentFields, IncidentFields> edit, IReadOnlyList<string>? componentIds, Actor actor, string? wrong = null, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var incident = await Get(session, id);
            await Edit(session, incident, edit, now);
            if (componentIds is not null && !incident.ComponentIds.ToHashSet().SetEquals(componentIds))
            {
                incident.EnsureGoesOn();
                await Known(session, componentIds);
                await IncidentStore.Attach(session, id, componentIds);
                await IncidentStore.Detach(session, id, [.. incident.ComponentIds.Except(componentIds)]);
            }

            await CorrectFacts(session, incident, wrong, now);
            await audit.Append(session, actor, "updated", "incident", id, incident.Name);
            return await Get(session, id);
        }, cancellation);

    /// <summary>Gives an update a new wording. The earlier one stays in its history.</summary>
    public Task<Incident> Correct(string id, string updateId, CorrectionDraft draft, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var incident = await Get(session, id);
            var update = incident.Updates.FirstOrDefault(u => u.Id == updateId) ?? throw new NotFoundException("update", updateId);
            draft.Validate();
            if (draft.Body != update.Body)
            {
                await IncidentStore.InsertCorrection(session, update, draft.ToCorrection(Ids.New(), now));
                await IncidentStore.Touch(session, id, now);
                await audit.Append(session, actor, draft.IsWording ? "reworded" : "corrected", "incident", id, updateId);
            }

            return await Get(session, id);
        }, cancellation);

    /// <summary>Says what was checked before an incident was called over, where that was not stated with its recovery. Said again, it corrects what was said.</summary>
    public Task<Incident> StateRecovery(string id, RecoveryStatement statement, bool deliverNotifications, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var incident = await Get(session, id);
            incident.EnsureGoesOn();
            if (!incident.IsResolved)
            {
                throw new RuleViolationException("The incident goes on: what was checked is stated when it is resolved.");
            }

            statement.Validate("recovery_statement", now);
            var catalogue = await ComponentStore.All(session);
            var then = incident.Latest.Down.ToList();
            var still = then.Where(d => catalogue.Find(d.ComponentId) is { Status: not ComponentStatus.Operational }).ToList();
            var stated = new StatedRecovery(Ids.New(), incident.Latest.Recoveries.Count + 1, now, statement, statement.Explain("recovery_statement", still, then));
            await RecoveryStore.Insert(session, incident.Latest.Id, stated);
            if (deliverNotifications)
            {
                await AnnouncementStore.Add(session, id, AnnouncementKind.Statement, stated.Id, now);
            }

            await IncidentStore.Touch(session, id, now);
            await audit.Append(session, actor, "stated_recovery", "incident", id, stated.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return await Get(session, id);
        }, cancellation);

    /// <summary>Takes an incident off the page. Refused while anyone told of it is owed a word.</summary>
    public Task<Incident> Delete(string id, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var incident = await Get(session, id);
            foreach (var guard in guards)
            {
                await guard.EnsureMayBeDeleted(session, id);
            }

            await IncidentStore.Delete(session, id, now);
            await audit.Append(session, actor, "deleted", "incident", id, incident.Name);
            return incident;
        }, cancellation);

    /// <summary>Publishes an update that was checked, in the caller's transaction.</summary>
    internal async Task<Incident> Publish(
        DbSession session, IncidentUpdate update, UpdateDraft draft, IReadOnlyList<string> attached, bool quiet, DateTimeOffset now)
    {
        IReadOnlyList<string> named = [.. draft.Components.Keys.Union(draft.ComponentIds ?? [])];
        var catalogue = await Known(session, named);
        var staying = draft.ComponentIds is null ? attached : [];
        var affected = new List<AffectedComponent>();
        foreach (var component in catalogue.Components.Where(c => named.Contains(c.Id) || staying.Contains(c.Id)))
        {
            var next = draft.Components.TryGetValue(component.Id, out var given) ? given : component.Status;
            affected.Add(new(component.Id, catalogue.FullName(component), component.Status, next));
            if (next != component.Status && !quiet)
            {
                await ComponentStore.RecordStatus(session, component.Id, next, new("incident", update.IncidentId), now);
            }
        }

        var promised = update.Status == IncidentStatus.Resolved || draft.DisplayAt is not null ? (DateTimeOffset?)null : update.NextUpdateBy ?? now + options.NextUpdate;
        await IncidentStore.InsertUpdate(session, update with { Affected = affected, NextUpdateBy = promised });
        if (draft.Recovery is { } statement)
        {
            // What is taken off with this very update may be down no less. In the past nothing but what the draft names is known.
            var leaving = catalogue.Components.Where(c => attached.Except(named).Except(staying).Contains(c.Id))
                .Select(c => new AffectedComponent(c.Id, catalogue.FullName(c), c.Status, c.Status));
            var down = affected.Where(a => !quiet || draft.Components.ContainsKey(a.ComponentId)).Concat(leaving).Where(a => a.NewStatus != ComponentStatus.Operational);
            await RecoveryStore.Insert(session, update.Id, new(Ids.New(), 1, now, statement, statement.Explain("incident.recovery", [.. down])));
        }

        await IncidentStore.Attach(session, update.IncidentId, named);
        await IncidentStore.Detach(session, update.IncidentId, [.. attached.Except(named).Except(staying)]);
        var incident = await Get(session, update.IncidentId);
        foreach (var follower in followers)
        {
            await follower.Published(session, incident, draft, now);
        }

        session.AddWork();
        return incident;
    }

    /// <summary>Tells those who had the last word that was told what of the incident itself was wrong. Where nothing was told yet, nothing is put right.</summary>
    private static async Task CorrectFacts(DbSession session, Incident before, string? wrong, DateTimeOffset now)
    {
        if (wrong is null)
        {
            return;
        }

        new Check().Line("incident.what_was_wrong", wrong, CorrectionDraft.LongestWrong, required: true).Done();
        var changes = FactChange.Between(before, await Get(session, before.Id), await ComponentStore.All(session));
        if (changes.Count > 0 && before.Updates.LastOrDefault(u => u.IsTold) is { } update)
        {
            await IncidentStore.InsertCorrection(session, update, new(Ids.New(), update.Body, true, now) { Kind = CorrectionKind.Facts, Wrong = wrong.Trim(), Changes = changes });
            await IncidentStore.Touch(session, before.Id, now);
        }
    }

    private static async Task Edit(DbSession session, Incident incident, Func<IncidentFields, IncidentFields>? edit, DateTimeOffset now)
    {
        if (edit?.Invoke(incident.Fields) is { } fields && fields != incident.Fields)
        {
            fields.Validate();
            await IncidentStore.Update(session, incident.Id, fields, now);
        }
    }

    private static async Task<Catalogue> Known(DbSession session, IReadOnlyList<string> ids)
    {
        var catalogue = await ComponentStore.All(session);
        var unknown = ids.Where(id => catalogue.Find(id) is null).ToList();
        new Check().That(unknown.Count == 0, "incident.components", $"names components that do not exist: {string.Join(", ", unknown)}.").Done();
        return catalogue;
    }

    private static async Task<Incident> Get(DbSession session, string id) => await IncidentStore.Find(session, id) ?? throw new NotFoundException("incident", id);

    private Task<T> Change<T>(Func<DbSession, DateTimeOffset, Task<T>> work, CancellationToken cancellation) =>
        database.Change(time, work, cancellation);
}
