using StatusPage.Platform;

namespace StatusPage.Promises.Record;

/// <summary>
/// Looks for what does not fit: entries among themselves, and promises with what the record says of them. What was cut off at the end no chain can show; a head
/// that was noted earlier does.
/// </summary>
internal sealed class RecordCheck
{
    private const int MostNamed = 200;
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];
    private string? former = RecordChain.Origin;

    public long Entries { get; private set; }

    public string Head { get; private set; } = RecordChain.Origin;

    /// <summary>In plain words, the first of them; <see cref="Found"/> says how many there are.</summary>
    public IReadOnlyList<string> Problems => problems;

    public int Found { get; private set; }

    /// <summary>The next entry, in the order of their numbers.</summary>
    public void Add(ChainedEntry entry)
    {
        if (entry.Seq != Entries + 1)
        {
            Report(entry.Seq - 1 > Entries + 1 ? $"Entries {Entries + 1} to {entry.Seq - 1} are missing." : $"Entry {Entries + 1} is missing.");
            former = null;
        }

        if (former is not null && RecordChain.Hash(former, entry.Entry) != entry.Hash)
        {
            Report($"Entry {entry.Seq} does not follow from the one before it: what it says, or its hash, was altered.");
        }

        if (RecordFact.Parse(entry.Entry) is not { } fact)
        {
            Report($"Entry {entry.Seq} cannot be read.");
        }
        else
        {
            if (fact.Seq != entry.Seq || fact.At != entry.At || fact.IncidentId != entry.IncidentId || fact.Kind != entry.Kind)
            {
                Report($"Entry {entry.Seq} says another number, time, incident or kind than the row that it stands in.");
            }

            Note(fact);
        }

        (Entries, Head, former) = (entry.Seq, entry.Hash, entry.Hash);
    }

    /// <summary>A promise as it stands now. After the last one, <see cref="EndOfPromises"/>.</summary>
    public void Compare(Promise promise)
    {
        var name = $"The promise {promise.Id} ({promise.Kind.Wire()}) of the incident {promise.IncidentId}";
        if (!lines.Remove(promise.Id, out var line) || line.Made is not { } made)
        {
            Report($"{name} is not in the record.");
            return;
        }

        void Same(string what, string? now, string? recorded)
        {
            if (now != recorded)
            {
                Report($"{name} was altered: its {what} is {now ?? "nothing"}, and the record says {recorded ?? "nothing"}.");
            }
        }

        Same("incident", promise.IncidentId, made.IncidentId);
        Same("kind", promise.Kind.Wire(), made["what"]);
        Same("time of making", RecordEntry.Moment(promise.MadeAt), RecordEntry.Moment(made.At));
        Same("due time", RecordEntry.Moment(promise.Due), made["due"]);
        Same("basis", promise.Basis, made["basis"]);
        Same("confidence", promise.Confidence?.Wire(), made["confidence"]);
        Same("ending", promise.Ending?.Wire(), line.Ended?["ending"]);
        Same("end", promise.EndedAt is { } end ? RecordEntry.Moment(end) : null, line.Ended is { } ended ? RecordEntry.Moment(ended.At) : null);
        Same("successor", promise.SuccessorId, line.Ended?["successor"]);
    }

    /// <summary>What the record knows and was not among the promises.</summary>
    public void EndOfPromises()
    {
        foreach (var (id, line) in lines)
        {
            var fact = line.Made ?? line.Ended!;
            Report($"The promise {id} ({fact["what"]}) of the incident {fact.IncidentId} stands in the record but was deleted: it was due {fact["due"]}.");
        }
    }

    public void Report(string problem)
    {
        Found++;
        if (problems.Count < MostNamed)
        {
            problems.Add(problem);
        }
    }

    private void Note(RecordFact fact)
    {
        if (fact.Kind is "promise_made" or "promise_ended" && fact["promise"] is { } id)
        {
            var line = lines.GetValueOrDefault(id) ?? new(null, null);
            if ((fact.Kind == "promise_made" ? line.Made : line.Ended) is not null)
            {
                Report($"Entry {fact.Seq} says of the promise {id} what an earlier one said already.");
            }

            lines[id] = fact.Kind == "promise_made" ? line with { Made = fact } : line with { Ended = fact };
        }
    }

    private sealed record Line(RecordFact? Made, RecordFact? Ended);
}
