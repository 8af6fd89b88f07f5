using StatusPage.Incidents;
using StatusPage.Platform.Data;
using StatusPage.Promises;

namespace StatusPage.Console;

/// <summary>Something that was promised in public by now and has not come.</summary>
internal sealed record LatePromise(string IncidentId, string Name, PromiseKind Kind, DateTimeOffset Due)
{
    /// <summary>All of them, the longest late first. A next update that nobody gave stays one after the service spoke in its place.</summary>
    public static async Task<IReadOnlyList<LatePromise>> All(DbSession session, IReadOnlyList<Incident> open, DateTimeOffset now)
    {
        var late = open.Select(i => (i.Id, PromiseKind.NextUpdate, Next: NextUpdate.Of(i))).Where(x => x.Next?.IsLate(now) == true).Select(x => (x.Id, x.NextUpdate, x.Next!.Due))
            .Concat((await PromiseStore.Open(session)).Where(p => p.Kind != PromiseKind.NextUpdate && p.IsLate(now)).Select(p => (p.IncidentId, p.Kind, p.Due))).ToList();
        var names = await IncidentStore.Names(session, [.. late.Select(l => l.Item1).Distinct()]);
        return [.. late.OrderBy(l => l.Item3).Where(l => names.ContainsKey(l.Item1)).Select(l => new LatePromise(l.Item1, names[l.Item1], l.Item2, l.Item3))];
    }
}
