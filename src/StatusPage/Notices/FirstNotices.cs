using System.Collections.Concurrent;
using StatusPage.Platform.Data;
using StatusPage.Promises.Record;

namespace StatusPage.Notices;

/// <summary>Notes in the record when the first person was told of an incident, in the transaction that says so in the ledger.</summary>
internal sealed class FirstNotices
{
    // Of these it is known that there is nothing to note any more: most groups of outcomes cost no statement.
    private readonly ConcurrentDictionary<string, bool> settled = new(StringComparer.Ordinal);

    public async Task Note(DbSession session, IReadOnlyList<Outcome> outcomes, DateTimeOffset now)
    {
        foreach (var first in outcomes.Where(o => o.State == DeliveryState.Accepted && !settled.ContainsKey(o.Claim.Notice.IncidentId)).DistinctBy(o => o.Claim.Notice.IncidentId))
        {
            var incidentId = first.Claim.Notice.IncidentId;
            if (!await IsWanted(session, incidentId))
            {
                settled[incidentId] = true;
            }
            else if (await DeliveryStore.IsAccepted(session, first.Claim))
            {
                // Looked at again under the lock that continuing the chain needs: another node may have come first.
                await session.RaiseSiteVersion(now);
                if (await IsWanted(session, incidentId))
                {
                    await RecordStore.Append(session, RecordEntry.FirstNotice(incidentId, first.Claim.Notice.Id), now);
                }
            }
        }
    }

    /// <summary>What began before there was a record has no start in it.</summary>
    private static async Task<bool> IsWanted(DbSession session, string incidentId)
    {
        var entries = await RecordStore.Of(session, incidentId);
        return entries.Any(e => e.Kind == "started") && entries.All(e => e.Kind != "first_notice");
    }
}
