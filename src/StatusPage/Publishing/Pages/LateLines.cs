using StatusPage.Incidents;
using StatusPage.Promises;

namespace StatusPage.Publishing.Pages;

/// <summary>What the front says below its first line of what was promised and has not come.</summary>
internal static class LateLines
{
    private const int MostReports = 3;

    /// <summary>Of what is open: the sentence where one promise is late, and how many where several are.</summary>
    public static string? Open(SiteSnapshot snapshot, PageContext view)
    {
        var late = snapshot.Unresolved.SelectMany(i => Of(i, snapshot.FactsOf(i), view.Now)).ToList();
        return late.Count switch
        {
            0 => null,
            1 => PromiseWords.Late(late[0].Kind, late[0].Due, view),
            var count => view.Words["late_many", count],
        };
    }

    /// <summary>The final reports that were promised by now and have not come.</summary>
    public static IEnumerable<(string IncidentId, string Name, DateTimeOffset Due)> Reports(SiteSnapshot snapshot) => snapshot.Promised
        .Where(p => p.Kind == PromiseKind.Report && p.IsLate(snapshot.At) && snapshot.OwingReport.ContainsKey(p.IncidentId) && snapshot.Unresolved.All(i => i.Id != p.IncidentId))
        .OrderByDescending(p => p.Due).Take(MostReports).Select(p => (p.IncidentId, PageContext.Name(snapshot.OwingReport[p.IncidentId]), p.Due));

    public static IEnumerable<(PromiseKind Kind, DateTimeOffset Due)> Of(Incident incident, IncidentFacts facts, DateTimeOffset now)
    {
        if (NextUpdate.Of(incident) is { } next && next.IsLate(now))
        {
            yield return (PromiseKind.NextUpdate, next.Due);
        }

        foreach (var promise in facts.Promises.Where(p => p.Kind != PromiseKind.NextUpdate && p.IsLate(now)))
        {
            yield return (promise.Kind, promise.Due);
        }
    }
}
