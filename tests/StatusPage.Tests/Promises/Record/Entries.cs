using StatusPage.Incidents;
using StatusPage.Promises;
using StatusPage.Promises.Record;

namespace StatusPage.Tests.Promises.Record;

/// <summary>A chain made by hand.</summary>
internal sealed class Entries
{
    private readonly List<ChainedEntry> all = [];

    public IReadOnlyList<ChainedEntry> All => all;

    public DateTimeOffset Now { get; set; } = TestClock.Start;

    public Entries Add(RecordEntry entry)
    {
        var canonical = RecordChain.Canonical(all.Count + 1, Now, entry);
        all.Add(new(all.Count + 1, Now, entry.IncidentId, entry.Kind, canonical, RecordChain.Hash(all is [.., var last] ? last.Hash : RecordChain.Origin, canonical)));
        return this;
    }

    public Entries Started(string incident) => Add(new(incident, "started", [("started_at", RecordEntry.Moment(Now))]));

    public Entries Recovered(string incident, string update) => Add(new(incident, "recovered", [("recovered_at", RecordEntry.Moment(Now)), ("update", update)]));

    public Promise Made(string incident, string id, PromiseKind kind, TimeSpan due, string? basis = null)
    {
        var promise = new Promise { Id = id, IncidentId = incident, UpdateId = "u", Kind = kind, MadeAt = Now, Due = Now + due, Basis = basis };
        Add(RecordEntry.PromiseMade(promise));
        return promise;
    }

    public Promise Ended(Promise promise, Ending ending)
    {
        var ended = promise with { Ending = ending, EndedAt = Now };
        Add(RecordEntry.PromiseEnded(ended));
        return ended;
    }
}
