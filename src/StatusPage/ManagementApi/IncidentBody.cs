using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Reports;

namespace StatusPage.ManagementApi;

/// <summary>An incident as Statuspage writes it, and beside it what is ours: the effect, and by when the next word is promised.</summary>
internal sealed record IncidentBody
{
    public required string Id { get; init; }
    public required string PageId { get; init; }
    public required string Name { get; init; }
    public required string Status { get; init; }
    public required string Impact { get; init; }
    public required string? ImpactOverride { get; init; }
    public required string CreatedAt { get; init; }
    public required string UpdatedAt { get; init; }
    public required string StartedAt { get; init; }
    public required string? MonitoringAt { get; init; }
    public required string? ResolvedAt { get; init; }
    public required string Shortlink { get; init; }
    public required IReadOnlyList<ComponentBody> Components { get; init; }
    public required IReadOnlyList<IncidentUpdateBody> IncidentUpdates { get; init; }
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();
    public required bool Backfilled { get; init; }
    public string? ScheduledFor { get; init; }
    public string? ScheduledUntil { get; init; }
    public bool ScheduledRemindPrior { get; init; }
    public string? ScheduledRemindedAt { get; init; }
    public bool ScheduledAutoInProgress { get; init; }
    public bool ScheduledAutoCompleted { get; init; }
    public bool AutoTransitionToMaintenanceState { get; init; }
    public bool AutoTransitionToOperationalState { get; init; }
    public bool AutoTransitionDeliverNotificationsAtStart { get; init; }
    public bool AutoTransitionDeliverNotificationsAtEnd { get; init; }
    public string? ReminderIntervals { get; init; }
    public string? PostmortemBody { get; init; }
    public string? PostmortemBodyLastUpdatedAt { get; init; }
    public bool PostmortemIgnored { get; init; }
    public bool PostmortemNotifiedSubscribers { get; init; }
    public bool PostmortemNotifiedTwitter { get; init; }

    /// <summary>Whether it is, or null: the contract says a truth here, and its clients break on a time. The time is the report's own.</summary>
    public bool? PostmortemPublishedAt { get; init; }
    public required string? EffectCannot { get; init; }
    public required string? EffectCan { get; init; }
    public required string? NextUpdateBy { get; init; }

    /// <summary>The incident under which it goes on.</summary>
    public required string? MergedInto { get; init; }
    public required RecoveryStatementBody? Recovery { get; init; }

    public static IncidentBody Of(Incident incident, Catalogue catalogue, ApiPage page, PublishedReport? report = null) => new()
    {
        Id = incident.Id, PageId = page.Id, Name = incident.Name, Status = incident.Status.Wire(),
        Impact = incident.Impact.Wire(), ImpactOverride = incident.Fields.ImpactOverride?.Wire(),
        CreatedAt = page.Time(incident.CreatedAt), UpdatedAt = page.Time(incident.UpdatedAt), StartedAt = page.Time(incident.StartedAt),
        MonitoringAt = page.Time(incident.MonitoringAt), ResolvedAt = page.Time(incident.ResolvedAt),
        Shortlink = $"{page.Site.Url}/incidents/{incident.Id}", Backfilled = incident.Backfilled,
        Components = [.. catalogue.Components.Where(c => incident.ComponentIds.Contains(c.Id)).Select(c => ComponentBody.Of(c, page))],
        IncidentUpdates = [.. incident.Updates.Reverse().Select(u => IncidentUpdateBody.Of(u, page))],
        PostmortemBody = report?.Body, PostmortemBodyLastUpdatedAt = page.Time(report?.LastAt), PostmortemNotifiedSubscribers = report is not null,
        PostmortemPublishedAt = report is null ? null : true,
        EffectCannot = incident.Fields.EffectCannot, EffectCan = incident.Fields.EffectCan,
        Recovery = RecoveryStatementBody.Of(incident.Recovery, page),
        MergedInto = incident.Merged?.Id,
        NextUpdateBy = page.Time(Promises.NextUpdate.Of(incident)?.Due),
    };
}

internal sealed record IncidentUpdateBody(
    string Id, string IncidentId, string Status, string Body, string CreatedAt, string UpdatedAt, string DisplayAt,
    IReadOnlyList<AffectedComponentBody>? AffectedComponents, bool DeliverNotifications, string? CustomTweet, string? TweetId, string? TwitterUpdatedAt,
    bool WantsTwitterUpdate)
{
    public static IncidentUpdateBody Of(IncidentUpdate update, ApiPage page) => new(
        update.Id, update.IncidentId, update.Status.Wire(), update.Body, page.Time(update.CreatedAt), page.Time(update.UpdatedAt), page.Time(update.DisplayAt),
        update.Affected.Count == 0 ? null : [.. update.Affected.Select(a => new AffectedComponentBody(a.ComponentId, a.Name, a.OldStatus.Wire(), a.NewStatus.Wire()))],
        update.DeliverNotifications, null, null, null, false);
}

internal sealed record AffectedComponentBody(string Code, string Name, string OldStatus, string NewStatus);
