using StatusPage.Components;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;

namespace StatusPage.Incidents;

/// <summary>Where an incident that turned out to be the same as another goes on.</summary>
internal sealed record MergedInto(string Id, string Name, DateTimeOffset At);

/// <summary>
/// Makes two open incidents one. The merged one is over and told no recovery of its own; whoever was told of it is owed the recovery of the one that goes on, so that
/// nobody is told twice and nobody is forgotten.
/// </summary>
internal sealed class IncidentMerging(
    Database database, IncidentService incidents, IEnumerable<IIncidentFollower> followers, SiteOptions site, AuditStore audit, TimeProvider time)
{
    /// <summary>The open incidents that another may be merged into.</summary>
    public async Task<IReadOnlyList<Incident>> Candidates(string id, CancellationToken cancellation = default) =>
        [.. (await database.Read(IncidentStore.Unresolved, cancellation)).Where(i => i.Id != id)];

    /// <param name="id">The one that ends.</param>
    /// <param name="intoId">The one that goes on.</param>
    /// <param name="body">What its readers and the other's are told; null or empty says just that the two are one.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    /// <returns>The one that goes on, with the update that says so.</returns>
    /// <exception cref="InvalidInputException">The two are one and the same, or the text is not right.</exception>
    /// <exception cref="NotFoundException">One of them does not exist.</exception>
    /// <exception cref="RuleViolationException">One of them is over.</exception>
    public Task<Incident> Merge(string id, string intoId, string? body, Actor actor, CancellationToken cancellation = default) =>
        database.Change(time, async (session, now) =>
        {
            new Check().That(id != intoId, "merge.into", "must be another incident.").Done();
            var incident = await Get(session, id);
            var into = await Get(session, intoId);
            incident.EnsureMayMerge(into);
            await IncidentStore.Merge(session, id, intoId, now);
            foreach (var follower in followers)
            {
                await follower.Merged(session, incident, into, now);
            }

            var catalogue = await ComponentStore.All(session);
            var draft = new UpdateDraft
            {
                Status = null,
                Body = string.IsNullOrWhiteSpace(body) ? Texts.Of<IncidentTexts>(site.DefaultLanguage)["merged", incident.Name, into.Name] : body,
                Components = incident.ComponentIds.Select(catalogue.Find).OfType<Component>().ToDictionary(c => c.Id, c => c.Status),
            };
            var whole = await incidents.Publish(session, into.Post(draft, now), draft, into.ComponentIds, quiet: false, now);
            await audit.Append(session, actor, "merged", "incident", id, intoId);
            return whole;
        }, cancellation);

    private static async Task<Incident> Get(DbSession session, string id) => await IncidentStore.Find(session, id) ?? throw new NotFoundException("incident", id);
}

/// <summary>The words that this capability says by itself; the family of <c>IncidentTexts.resx</c>.</summary>
internal sealed class IncidentTexts;
