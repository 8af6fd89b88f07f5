using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Incidents;

/// <summary>What stands above incidents may forbid that one is taken away: whoever was told of it is still owed a word.</summary>
internal interface IIncidentGuard
{
    /// <exception cref="RuleViolationException">It may not be deleted now; says why.</exception>
    Task EnsureMayBeDeleted(DbSession session, string incidentId);
}
