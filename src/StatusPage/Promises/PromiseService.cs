using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Promises;

/// <summary>Promises made by themselves, beside updates.</summary>
internal sealed class PromiseService(Database database, PromiseBook book, AuditStore audit, TimeProvider time)
{
    /// <summary>In the order in which they were made.</summary>
    /// <exception cref="NotFoundException">There is no such incident.</exception>
    public Task<IReadOnlyList<Promise>> Of(string incidentId, CancellationToken cancellation = default) =>
        database.Read(async session =>
        {
            await Known(session, incidentId);
            return await PromiseStore.Of(session, incidentId);
        }, cancellation);

    /// <summary>Makes or moves a promise, which is told to everyone who was told of the incident.</summary>
    /// <exception cref="InvalidInputException">A field holds what it may not.</exception>
    /// <exception cref="NotFoundException">There is no such incident.</exception>
    /// <exception cref="RuleViolationException">The incident's present state does not allow it.</exception>
    public Task<Promise> Make(string incidentId, PromiseDraft draft, Actor actor, CancellationToken cancellation = default) =>
        database.Change(time, async (session, now) =>
        {
            draft.Validate(now);
            var incident = await Known(session, incidentId);
            incident.EnsureGoesOn();
            if (incident.IsResolved && draft.Kind != PromiseKind.Report)
            {
                throw new RuleViolationException("The incident is resolved; nothing but its report can be promised.");
            }

            var promise = await book.Make(session, incidentId, incident.Latest.Id, draft, now);
            await AnnouncementStore.Add(session, incidentId, AnnouncementKind.Promise, promise.Id, now);
            await audit.Append(session, actor, "promised", "incident", incidentId, $"{draft.Kind.Wire()} by {draft.Due:u}");
            return promise;
        }, cancellation);

    private static async Task<Incident> Known(DbSession session, string incidentId) =>
        await IncidentStore.Find(session, incidentId) ?? throw new NotFoundException("incident", incidentId);
}
