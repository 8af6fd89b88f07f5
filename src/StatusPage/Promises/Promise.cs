using StatusPage.Incidents;

namespace StatusPage.Promises;

/// <summary>How a promise ended. Once it has, it never changes.</summary>
internal enum Ending
{
    Kept,

    /// <summary>Kept after it was due.</summary>
    KeptLate,

    /// <summary>Not kept: the service had to speak itself, or another was made after it was due.</summary>
    Broken,

    /// <summary>Another took its place, or the recovery made it pointless, before it was due.</summary>
    Replaced,
}

/// <summary>What a reader is told of a promise at a moment.</summary>
internal enum PromiseState
{
    Open,

    /// <summary>Due, and not kept yet.</summary>
    Late,
    Kept,
    KeptLate,
    Broken,
    Replaced,
}

/// <summary>A dated public commitment of an incident.</summary>
internal sealed record Promise
{
    public required string Id { get; init; }
    public required string IncidentId { get; init; }

    /// <summary>The update it came with, or the last one before it.</summary>
    public required string UpdateId { get; init; }
    public required PromiseKind Kind { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required DateTimeOffset Due { get; init; }
    public string? Basis { get; init; }
    public Confidence? Confidence { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public Ending? Ending { get; init; }

    /// <summary>The promise that took its place.</summary>
    public string? SuccessorId { get; init; }

    public bool IsOpen => Ending is null;

    public bool IsLate(DateTimeOffset now) => IsOpen && now >= Due;

    public PromiseState State(DateTimeOffset now) => Ending switch
    {
        null => now >= Due ? PromiseState.Late : PromiseState.Open,
        Promises.Ending.Kept => PromiseState.Kept,
        Promises.Ending.KeptLate => PromiseState.KeptLate,
        Promises.Ending.Broken => PromiseState.Broken,
        _ => PromiseState.Replaced,
    };

    /// <summary>How it ends if what was promised happens now.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="deadMan">How late the next update may be and still be one that is merely late.</param>
    public Ending EndingIfKept(DateTimeOffset now, TimeSpan deadMan) =>
        now < Due ? Promises.Ending.Kept
        : Kind == PromiseKind.NextUpdate && now >= Due + deadMan ? Promises.Ending.Broken
        : Promises.Ending.KeptLate;
}

/// <summary>A promise with those it took the place of: "said 18:00, then 21:00, then 03:00; moved twice".</summary>
/// <param name="Said">Oldest first; never empty.</param>
internal sealed record PromiseLine(IReadOnlyList<Promise> Said)
{
    public Promise Current => Said[^1];

    public PromiseKind Kind => Current.Kind;

    public int Moves => Said.Count - 1;

    /// <summary>Puts promises behind those that took their place, each line in the order in which it began.</summary>
    /// <param name="promises">Those of one incident, oldest first.</param>
    public static IReadOnlyList<PromiseLine> Of(IEnumerable<Promise> promises)
    {
        var lines = new List<List<Promise>>();
        foreach (var promise in promises)
        {
            if (lines.Find(l => l[^1].SuccessorId == promise.Id) is { } line)
            {
                line.Add(promise);
            }
            else
            {
                lines.Add([promise]);
            }
        }

        return [.. lines.Select(l => new PromiseLine(l))];
    }
}
