using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Notices;

/// <summary>What was told, what is owed, and what an operator can do about it.</summary>
internal sealed class LedgerService(Database database, ServerGate gate, AuditStore audit, TimeProvider time) : IIncidentGuard
{
    private const int LongestReason = 300;
    private const int LongestExample = 120;

    public Task<Ledger> Of(string incidentId, CancellationToken cancellation = default) =>
        database.Read(session => LedgerStore.Of(session, incidentId), cancellation);

    /// <summary>Every incident with somebody told who is owed a word, newest first.</summary>
    public Task<IReadOnlyList<IncidentOwed>> Owed(CancellationToken cancellation = default) =>
        database.Read<IReadOnlyList<IncidentOwed>>(async session =>
        {
            var result = new List<IncidentOwed>();
            foreach (var incident in await LedgerStore.WithDebts(session))
            {
                var ledger = await LedgerStore.Totals(session, incident.Id);
                if (ledger.Owed > 0)
                {
                    result.Add(new(incident.Id, incident.Name, ledger.Told, ledger.Owed));
                }
            }

            return result;
        }, cancellation);

    public Task<QueueState> Queue(CancellationToken cancellation = default) => database.Read(session => LedgerStore.Queue(session, gate.Paused), cancellation);

    /// <summary>Deliveries of an incident, notice after notice in the order they were told.</summary>
    public Task<IReadOnlyList<DeliveryLine>> Deliveries(string incidentId, DeliveryFilter filter, int limit, CancellationToken cancellation = default) =>
        database.Read(session => DeliveryListStore.Page(session, incidentId, filter, limit), cancellation);

    /// <exception cref="NotFoundException">The incident has no such delivery.</exception>
    public Task<DeliveryLine> Find(string incidentId, string noticeId, string subscriptionId, CancellationToken cancellation = default) =>
        database.Read(
            async session => await DeliveryListStore.Find(session, incidentId, noticeId, subscriptionId) ?? throw new NotFoundException("delivery", $"{noticeId}.{subscriptionId}"),
            cancellation);

    /// <summary>
    /// How many people an update of these components would be told to: those who match, and those already told of the incident. A quiet one is told to nobody, unless it
    /// resolves: then to those already told.
    /// </summary>
    public Task<long> WouldBeTold(
        string? incidentId, IReadOnlyCollection<string> componentIds, bool quiet = false, bool resolves = false, CancellationToken cancellation = default) =>
        quiet && !resolves
            ? Task.FromResult(0L)
            : database.Read(session => NoticeStore.CountAudience(session, incidentId ?? "", componentIds, quiet), cancellation);

    /// <exception cref="RuleViolationException">It is not one that can be tried again.</exception>
    public Task Retry(string noticeId, string subscriptionId, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            if (await DeliveryStore.Retry(session, noticeId, subscriptionId, time.Now()) == 0)
            {
                throw new RuleViolationException("Only a delivery that is waiting, refused, exhausted, written off or came back can be tried again, and only to an address that is not suspended.");
            }

            await audit.Append(session, actor, "retried", "delivery", $"{noticeId}.{subscriptionId}");
            session.AddWork();
        }, cancellation);

    /// <returns>How many are tried again.</returns>
    public Task<int> RetryAll(string incidentId, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var count = await DeliveryStore.RetryAll(session, incidentId, time.Now());
            await audit.Append(session, actor, "retried_all", "incident", incidentId, $"{count} deliveries");
            session.AddWork();
            return count;
        }, cancellation);

    /// <summary>Gives up on a delivery: it is owed no more, and stays listed with the reason.</summary>
    /// <exception cref="InvalidInputException">There is no reason.</exception>
    /// <exception cref="RuleViolationException">It is not one that can be written off.</exception>
    public Task WriteOff(string noticeId, string subscriptionId, string? reason, Actor actor, CancellationToken cancellation = default)
    {
        new Check().Line("write_off.reason", reason, LongestReason, required: true).Done();
        return database.Write(async session =>
        {
            if (await LedgerStore.WriteOff(session, noticeId, subscriptionId, reason!.Trim(), time.Now()) == 0)
            {
                throw new RuleViolationException("Only a delivery that is waiting, refused, exhausted or came back can be written off.");
            }

            await audit.Append(session, actor, "written_off", "delivery", $"{noticeId}.{subscriptionId}", reason);
        }, cancellation);
    }

    public async Task EnsureMayBeDeleted(DbSession session, string incidentId)
    {
        var totals = await LedgerStore.Totals(session, incidentId);
        if (totals.Owed > 0)
        {
            var reasons = (await LedgerStore.Unpaid(session, incidentId)).Where(r => !r.IsEnded).Select(Said);
            throw new RuleViolationException(
                $"{totals.Owed} of {totals.Told} people who were told of this incident are still owed a word. It can be deleted once they are told of the recovery, have unsubscribed, every attempt was made, or they are written off with a reason. Owed: {string.Join(", ", reasons)}.");
        }

        if (await LedgerStore.Underway(session, incidentId) is > 0 and var underway)
        {
            throw new RuleViolationException($"{underway} notices of this incident are still on their way. It can be deleted once they have arrived and the recovery has followed them.");
        }
    }

    private static string Said(UnpaidReason reason)
    {
        var state = reason.State is { } known ? known.Wire() : "without a recovery to be told of";
        return reason is { State: DeliveryState.Refused or DeliveryState.Waiting or DeliveryState.Bounced, Words: { Length: > 0 } words }
            ? $"{reason.People} {state} ({(words.Length > LongestExample ? words[..LongestExample] + "…" : words)})"
            : $"{reason.People} {state}";
    }
}
