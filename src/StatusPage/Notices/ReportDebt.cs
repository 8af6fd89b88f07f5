using StatusPage.Incidents;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Promises;

namespace StatusPage.Notices;

/// <summary>A report that was promised is owed to everyone who was told of the incident, until it is published.</summary>
internal sealed class ReportDebt : IIncidentGuard
{
    public async Task EnsureMayBeDeleted(DbSession session, string incidentId)
    {
        if (await PromiseStore.FindOpen(session, incidentId, PromiseKind.Report) is { } owed && (await LedgerStore.Totals(session, incidentId)).Told is > 0 and var told)
        {
            throw new RuleViolationException(
                $"A final report was promised by {owed.Due:u} to the {told} who were told of this incident. It can be deleted once the report is published; a short one will do.");
        }
    }
}
