using StatusPage.Notices;

namespace StatusPage.Console.Incidents;

/// <summary>How many people an update would be told to, as its form stands, and so what the button says that publishes it.</summary>
internal sealed class Telling(LedgerService ledger, ConsoleContext context)
{
    /// <param name="incidentId">Null for a new one.</param>
    /// <param name="components">Those named in the form.</param>
    /// <param name="quiet">Told to nobody, unless it is the recovery.</param>
    /// <param name="backdated">A new incident that happened in the past.</param>
    /// <param name="resolves">Whether it is the recovery.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public async Task<string> Words(
        string? incidentId, IReadOnlyCollection<string> components, bool quiet, bool backdated, bool resolves, CancellationToken cancellation)
    {
        if (backdated || (quiet && !resolves))
        {
            return context["tell.nobody"];
        }

        var people = await ledger.WouldBeTold(incidentId, components, quiet, resolves, cancellation);
        return (quiet, people) switch
        {
            (true, 0) => context["tell.nobody"],
            (true, 1) => context["tell.recovery.one"],
            (true, _) => context["tell.recovery.many", people],
            (_, 0) => context["tell.zero"],
            (_, 1) => context["tell.one"],
            _ => context["tell.many", people],
        };
    }
}
