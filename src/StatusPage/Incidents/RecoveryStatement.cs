using StatusPage.Components;
using StatusPage.Platform.Problems;

namespace StatusPage.Incidents;

/// <summary>What was checked before an incident was called over, in plain words.</summary>
internal sealed record RecoveryStatement
{
    /// <summary>What <see cref="DataLoss"/> says when nothing is lost.</summary>
    public const string NoLoss = "none";

    public const int LongestName = 200;
    public const int LongestText = 2_000;
    public const int LongestReason = 500;

    public string FunctionalityCheckedBy { get; init; } = "";
    public string FunctionalityCheckedHow { get; init; } = "";

    /// <summary>With what result.</summary>
    public string DataChecked { get; init; } = "";

    /// <summary>What is lost, or <see cref="NoLoss"/>.</summary>
    public string DataLoss { get; init; } = "";
    public DateTimeOffset? DataLossFrom { get; init; }
    public DateTimeOffset? DataLossUntil { get; init; }

    /// <summary>Why each component that does not work yet stays down, by its id.</summary>
    public IReadOnlyDictionary<string, string> StaysDown { get; init; } = new Dictionary<string, string>();

    public bool IsNothingLost => DataLoss.Trim().Equals(NoLoss, StringComparison.OrdinalIgnoreCase);

    /// <summary>It is complete, or it is nothing: half a statement would be read as a whole one.</summary>
    /// <param name="at">Under what name the fields were sent.</param>
    /// <param name="now">Nothing was lost later than now.</param>
    /// <exception cref="InvalidInputException">A part is missing or holds what it may not.</exception>
    public void Validate(string at, DateTimeOffset now)
    {
        var lost = !IsNothingLost && !string.IsNullOrWhiteSpace(DataLoss);
        var check = new Check()
            .Line($"{at}.functionality_checked_by", FunctionalityCheckedBy, LongestName, required: true)
            .Text($"{at}.functionality_checked_how", FunctionalityCheckedHow, LongestText, required: true)
            .Text($"{at}.data_checked", DataChecked, LongestText, required: true)
            .Text($"{at}.data_loss", DataLoss, LongestText, required: true)
            .That(!lost || DataLossFrom is not null, $"{at}.data_loss_from", "must be given.")
            .That(!lost || DataLossUntil is not null, $"{at}.data_loss_until", "must be given.")
            .That(DataLossFrom is null || DataLossFrom <= now, $"{at}.data_loss_from", "must not be later than now.")
            .That(DataLossUntil is null || DataLossUntil <= now, $"{at}.data_loss_until", "must not be later than now.")
            .That(DataLossFrom is null || DataLossUntil is null || DataLossFrom <= DataLossUntil, $"{at}.data_loss_until", "must not be earlier than the beginning.");
        foreach (var (id, reason) in StaysDown)
        {
            check.Line($"{at}.stays_down.{id}", reason, LongestReason);
        }

        check.Done();
    }

    /// <summary>What stays down, each with its reason; refused while one has none.</summary>
    /// <param name="at">Under what name the fields were sent.</param>
    /// <param name="down">What does not work.</param>
    /// <param name="also">What may be explained too, though it need not be.</param>
    /// <exception cref="RuleViolationException">A component does not work and no reason is given.</exception>
    /// <exception cref="InvalidInputException">A reason is given for one that works or is none of the incident's.</exception>
    public IReadOnlyList<StayingDown> Explain(string at, IReadOnlyList<AffectedComponent> down, IReadOnlyList<AffectedComponent>? also = null)
    {
        var silent = down.Where(d => string.IsNullOrWhiteSpace(StaysDown.GetValueOrDefault(d.ComponentId))).Select(d => d.Name).ToList();
        if (silent.Count > 0)
        {
            throw new RuleViolationException(
                $"Not everything affected works again: \"{string.Join(", ", silent)}\". Say for each why it stays down, or resolve once it works.");
        }

        IReadOnlyList<AffectedComponent> known = [.. down.UnionBy(also ?? [], d => d.ComponentId)];
        var reasons = StaysDown.Where(r => !string.IsNullOrWhiteSpace(r.Value)).ToDictionary(r => r.Key, r => r.Value.Trim());
        var strangers = reasons.Keys.Where(id => known.All(d => d.ComponentId != id)).ToList();
        new Check().That(strangers.Count == 0, $"{at}.stays_down", $"names components that work, or that the incident does not affect: {string.Join(", ", strangers)}.").Done();
        return [.. known.Where(d => reasons.ContainsKey(d.ComponentId)).Select(d => new StayingDown(d.ComponentId, d.Name, d.NewStatus, reasons[d.ComponentId]))];
    }
}

/// <summary>A statement as it was given: with its resolving update, or afterwards.</summary>
/// <param name="Id">Its own.</param>
/// <param name="Version">From one; a later one corrects an earlier.</param>
/// <param name="StatedAt">When.</param>
/// <param name="Statement">What was said.</param>
/// <param name="StayingDown">What stayed down, with name and status as they were then.</param>
internal sealed record StatedRecovery(string Id, int Version, DateTimeOffset StatedAt, RecoveryStatement Statement, IReadOnlyList<StayingDown> StayingDown);

internal sealed record StayingDown(string ComponentId, string Name, ComponentStatus Status, string Reason);
