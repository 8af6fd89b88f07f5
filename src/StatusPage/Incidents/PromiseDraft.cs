using StatusPage.Platform.Problems;

namespace StatusPage.Incidents;

/// <summary>What can be promised in public by when.</summary>
internal enum PromiseKind
{
    /// <summary>The next word. Made and kept by updates alone.</summary>
    NextUpdate,

    /// <summary>When it is expected to be over.</summary>
    Estimate,

    /// <summary>No estimate can be given yet; one will be by then.</summary>
    EstimateBy,

    /// <summary>A recovery plan.</summary>
    Plan,

    /// <summary>The final report.</summary>
    Report,
}

internal enum Confidence
{
    Low,
    Medium,
    High,
}

/// <summary>A promise before it is made.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Due">By when.</param>
/// <param name="Basis">What an estimate rests on, in plain words.</param>
/// <param name="Confidence">How sure an estimate is.</param>
internal sealed record PromiseDraft(PromiseKind Kind, DateTimeOffset Due, string? Basis = null, Confidence? Confidence = null)
{
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(366);

    /// <exception cref="InvalidInputException">A field holds what it may not.</exception>
    public void Validate(DateTimeOffset now) => new Check()
        .That(Kind != PromiseKind.NextUpdate, "promise.kind", "may not be next_update: each update promises the next one by itself.")
        .That(Due > now, "promise.due", "must be later than now.")
        .That(Due < now + Furthest, "promise.due", "must be within a year.")
        .Line("promise.basis", Basis, 300, required: Kind == PromiseKind.Estimate)
        .That(Kind != PromiseKind.Estimate || Confidence is not null, "promise.confidence", "must be low, medium or high for an estimate.")
        .That(Kind == PromiseKind.Estimate || Confidence is null, "promise.confidence", "belongs to an estimate.")
        .Done();
}
