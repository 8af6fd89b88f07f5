using StatusPage.Components;
using StatusPage.Platform.Problems;

namespace StatusPage.Incidents;

/// <summary>What is put right about an update. The earlier wordings stay readable.</summary>
/// <param name="Id">Its own.</param>
/// <param name="Body">What the update says from then on.</param>
/// <param name="DeliverNotifications">Whether those who had the update are told.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record Correction(string Id, string Body, bool DeliverNotifications, DateTimeOffset CreatedAt)
{
    public CorrectionKind Kind { get; init; }

    /// <summary>What was wrong, in a sentence: "said 647 services, now 709".</summary>
    public string? Wrong { get; init; }

    /// <summary>The incident's own facts that were put right with it.</summary>
    public IReadOnlyList<FactChange> Changes { get; init; } = [];
}

internal enum CorrectionKind
{
    /// <summary>It said something wrong.</summary>
    Body,

    /// <summary>A typo: shown on the page, told to nobody.</summary>
    Wording,

    /// <summary>The incident's name, effect or affected components.</summary>
    Facts,
}

/// <summary>A fact of the incident before and after; components by name, separated by commas.</summary>
internal sealed record FactChange(IncidentFact Fact, string Was, string Became)
{
    public static IReadOnlyList<FactChange> Between(Incident before, Incident after, Catalogue catalogue)
    {
        string Names(Incident incident) =>
            string.Join(", ", catalogue.Components.Where(c => incident.ComponentIds.Contains(c.Id)).Select(catalogue.FullName));
        FactChange[] all =
        [
            new(IncidentFact.Name, before.Name, after.Name),
            new(IncidentFact.EffectCannot, before.Fields.EffectCannot ?? "", after.Fields.EffectCannot ?? ""),
            new(IncidentFact.EffectCan, before.Fields.EffectCan ?? "", after.Fields.EffectCan ?? ""),
            new(IncidentFact.Components, Names(before), Names(after)),
        ];
        return [.. all.Where(c => c.Was != c.Became)];
    }
}

internal enum IncidentFact
{
    Name,
    EffectCannot,
    EffectCan,
    Components,
}

/// <summary>A new wording before it stands.</summary>
/// <param name="Body">Markdown.</param>
/// <param name="DeliverNotifications">Whether those who had the update are told.</param>
/// <param name="Wrong">What was wrong, in a sentence; the first thing they are told.</param>
/// <param name="IsWording">Only a typo: never told, whatever else is said.</param>
internal sealed record CorrectionDraft(string Body, bool DeliverNotifications = true, string? Wrong = null, bool IsWording = false)
{
    public const int LongestWrong = 300;

    public void Validate() => new Check()
        .Text("incident_update.body", Body, UpdateDraft.LongestBody)
        .Line("incident_update.what_was_wrong", Wrong, LongestWrong)
        .That(!IsWording || string.IsNullOrWhiteSpace(Wrong), "incident_update.what_was_wrong", "says that something was wrong; then it is no typo.")
        .Done();

    public Correction ToCorrection(string id, DateTimeOffset now) => new(id, Body, DeliverNotifications && !IsWording, now)
    {
        Kind = IsWording ? CorrectionKind.Wording : CorrectionKind.Body, Wrong = string.IsNullOrWhiteSpace(Wrong) ? null : Wrong.Trim(),
    };
}
