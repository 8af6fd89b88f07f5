using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.ManagementApi;

/// <summary>What a client says of an incident: its fields, and what is to be published of it.</summary>
internal sealed record IncidentRequest(Func<IncidentFields, IncidentFields> Edit)
{
    /// <summary>Clients of Statuspage send these; they mean nothing to an unplanned incident here.</summary>
    private static readonly string[] Ignored =
    [
        "id", "page_id", "created_at", "updated_at", "started_at", "monitoring_at", "resolved_at", "impact", "shortlink", "incident_updates", "metadata",
        "reminder_intervals", "scheduled_remind_prior", "scheduled_reminded_at", "scheduled_auto_in_progress", "scheduled_auto_completed", "scheduled_auto_transition",
        "auto_transition_to_maintenance_state", "auto_transition_to_operational_state", "auto_transition_deliver_notifications_at_start",
        "auto_transition_deliver_notifications_at_end", "auto_tweet_at_beginning", "auto_tweet_on_completion", "auto_tweet_on_creation", "auto_tweet_one_hour_before",
        "wants_twitter_update", "custom_tweet", "postmortem_body", "postmortem_body_last_updated_at", "postmortem_ignored", "postmortem_notified_subscribers",
        "postmortem_notified_twitter", "postmortem_published_at",
    ];

    private static readonly string[] Maintenances = ["scheduled", "in_progress", "verifying", "completed"];

    public IncidentStatus? Status { get; private init; }
    public string? Body { get; private init; }
    public IReadOnlyDictionary<string, ComponentStatus> Components { get; private init; } = new Dictionary<string, ComponentStatus>();
    public IReadOnlyList<string>? ComponentIds { get; private init; }
    public bool DeliverNotifications { get; private init; }
    public DateTimeOffset? NextUpdateBy { get; private init; }
    public IReadOnlyList<PromiseDraft> Promises { get; private init; } = [];

    /// <summary>Says that no final report will come.</summary>
    public bool NoReport { get; private init; }

    public DateTimeOffset? BackfillDate { get; private init; }
    public RecoveryStatement? Recovery { get; private init; }

    /// <summary>When given, those who were told hear what of the incident's facts was wrong.</summary>
    public string? WhatWasWrong { get; private init; }

    public static IncidentRequest From(RequestBody body, ApiPage page, DateTimeOffset now)
    {
        var fields = body.Object("incident").Ignore(Ignored);
        var backfilled = fields.Truth("backfilled") ?? false;
        var listed = fields.IsList("components");
        var request = new IncidentRequest(EditOf(fields))
        {
            Status = StatusOf(fields),
            Body = fields.Text("body"),
            Components = (listed ? null : fields.Words<ComponentStatus>("components")) ?? new Dictionary<string, ComponentStatus>(),
            ComponentIds = listed ? fields.Texts("components") : fields.Texts("component_ids"),
            DeliverNotifications = fields.Truth("deliver_notifications") ?? true,
            NextUpdateBy = fields.Moment("next_update_by", page.Site.Zone),
            Promises = [.. PromiseBody.List(fields, page, now), .. ReportBy(fields, page)],
            NoReport = fields.Has("report_by") && !fields.HasText("report_by"),
            BackfillDate = fields.Moment("backfill_date", page.Site.Zone),
            Recovery = RecoveryStatementBody.From(fields.Object("recovery"), page),
            WhatWasWrong = fields.Text("what_was_wrong"),
        };
        fields.Ignore("component_ids");
        if (backfilled && request.BackfillDate is null)
        {
            fields.Refuse("backfill_date", "must be given for a backfilled incident.");
        }

        if (request.NoReport && request.Status != IncidentStatus.Resolved)
        {
            fields.Refuse("report_by", "may be null only with the status resolved: then no report will come.");
        }

        foreach (var name in new[] { "scheduled_for", "scheduled_until" })
        {
            if (fields.Moment(name, page.Site.Zone) is not null)
            {
                fields.Refuse(name, "belongs to a maintenance, and maintenances are not available yet.");
            }
        }

        fields.Done();
        return request;
    }

    /// <summary>The incident's first update.</summary>
    public UpdateDraft First() =>
        Draft(Status ?? (BackfillDate is null ? IncidentStatus.Investigating : IncidentStatus.Resolved)) with { DisplayAt = BackfillDate };

    /// <summary>The next update; null when nothing is to be published.</summary>
    public UpdateDraft? Update(Incident was)
    {
        var statusChanges = Status is { } status && status != was.Status;
        if (!string.IsNullOrEmpty(Body) || statusChanges || Components.Count > 0)
        {
            return WhatWasWrong is null ? Draft(Status) : throw new InvalidInputException("incident.what_was_wrong", "goes with changed fields alone; an update says it by itself.");
        }

        if (Recovery is not null)
        {
            throw new InvalidInputException("incident.recovery", "comes with the status resolved; afterwards it is put to recovery_statement.");
        }

        if (Promises.Count > 0 || NoReport)
        {
            throw new InvalidInputException(NoReport ? "incident.report_by" : "incident.promises", "comes with an update: give a body or a status too, or post it to promises.");
        }

        return NextUpdateBy is null ? null : throw new InvalidInputException("incident.next_update_by", "comes with an update: give a body or a status too.");
    }

    private UpdateDraft Draft(IncidentStatus? status) => new()
    {
        Status = status, Body = Body ?? "", Components = Components, ComponentIds = ComponentIds,
        DeliverNotifications = DeliverNotifications, NextUpdateBy = NextUpdateBy, Recovery = Recovery, Promises = Promises, NoReport = NoReport,
    };

    private static IEnumerable<PromiseDraft> ReportBy(RequestFields fields, ApiPage page) =>
        fields.Moment("report_by", page.Site.Zone) is { } due ? [new(PromiseKind.Report, due)] : [];

    private static IncidentStatus? StatusOf(RequestFields fields)
    {
        if (fields.IsOneOf("status", Maintenances))
        {
            fields.Refuse("status", $"belongs to a maintenance, and maintenances are not available yet. It may be one of {Wire<IncidentStatus>.Allowed}.");
            fields.Ignore("status");
            return null;
        }

        return fields.Word<IncidentStatus>("status");
    }

    private static Func<IncidentFields, IncidentFields> EditOf(RequestFields fields)
    {
        var name = fields.Text("name");
        var impact = fields.Word<Impact>("impact_override");
        var cannot = fields.Text("effect_cannot");
        var can = fields.Text("effect_can");
        return was => was with
        {
            Name = fields.Has("name") ? name ?? "" : was.Name,
            ImpactOverride = fields.Has("impact_override") ? impact : was.ImpactOverride,
            EffectCannot = fields.Has("effect_cannot") ? Empty(cannot) : was.EffectCannot,
            EffectCan = fields.Has("effect_can") ? Empty(can) : was.EffectCan,
        };
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
