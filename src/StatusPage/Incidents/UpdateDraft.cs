using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Incidents;

/// <summary>An update before it is published.</summary>
internal sealed record UpdateDraft
{
    public const int LongestBody = 25_000;

    /// <summary>Null: as the incident stands when it is published. One that is resolved is then refused, since only a named status reopens it.</summary>
    public required IncidentStatus? Status { get; init; }

    /// <summary>The last update its author had read, when that matters: if another was posted meanwhile, this one is refused.</summary>
    public int? AfterSeq { get; init; }

    /// <summary>Markdown.</summary>
    public string Body { get; init; } = "";

    /// <summary>The status each named component has from now on. Naming one attaches it to the incident.</summary>
    public IReadOnlyDictionary<string, ComponentStatus> Components { get; init; } = new Dictionary<string, ComponentStatus>();

    /// <summary>When given, these and those in <see cref="Components"/> are attached from now on and no others; who was told of them stays told.</summary>
    public IReadOnlyList<string>? ComponentIds { get; init; }

    /// <summary>False is a quiet update. A recovery is told to everyone who was told of the outage all the same.</summary>
    public bool DeliverNotifications { get; init; } = true;

    /// <summary>When the next word is promised; null leaves it to the settings. Only a recovery and what is backdated promise none.</summary>
    public DateTimeOffset? NextUpdateBy { get; init; }

    /// <summary>What is promised beside the next update, at most one of a kind.</summary>
    public IReadOnlyList<PromiseDraft> Promises { get; init; } = [];

    /// <summary>Says with a recovery that no final report will come. Otherwise one is promised, by the time in <see cref="Promises"/> or the settings.</summary>
    public bool NoReport { get; init; }

    /// <summary>What was checked before it is called over; null when that is not stated.</summary>
    public RecoveryStatement? Recovery { get; init; }

    /// <summary>When it happened, for a backdated one.</summary>
    public DateTimeOffset? DisplayAt { get; init; }

    private void Validate(IncidentStatus status, DateTimeOffset now)
    {
        Recovery?.Validate("incident.recovery", now);
        foreach (var promise in Promises)
        {
            promise.Validate(now);
        }

        new Check()
            .That(Recovery is null || status == IncidentStatus.Resolved, "incident.recovery", "comes with the recovery and no other update.")
            .Text("incident.body", Body, LongestBody)
            .That(NextUpdateBy is null || NextUpdateBy > now, "incident.next_update_by", "must be later than now.")
            .That(NextUpdateBy is null || NextUpdateBy < now.AddDays(366), "incident.next_update_by", "must be within a year.")
            .That(NextUpdateBy is null || status != IncidentStatus.Resolved, "incident.next_update_by", "cannot be promised with a recovery.")
            .That(DisplayAt is null || DisplayAt <= now, "incident.backfill_date", "must not be later than now.")
            .That(Promises.Select(p => p.Kind).Distinct().Count() == Promises.Count, "incident.promises", "may hold at most one promise of a kind.")
            .That(status != IncidentStatus.Resolved || Promises.All(p => p.Kind == PromiseKind.Report), "incident.promises", "may hold nothing but the report when it is over.")
            .That(!NoReport || (status == IncidentStatus.Resolved && Promises.Count == 0), "incident.no_report", "belongs to a recovery that promises no report.")
            .That(DisplayAt is null || Promises.Count == 0, "incident.promises", "cannot be made in the past.")
            .Done();
    }

    public IncidentUpdate ToUpdate(string incidentId, int seq, IncidentStatus status, DateTimeOffset now)
    {
        Validate(status, now);
        return new()
        {
            Id = Ids.New(),
            IncidentId = incidentId,
            Seq = seq,
            Status = status,
            OriginalBody = Body,
            CreatedAt = now,
            DisplayAt = DisplayAt ?? now,
            DeliverNotifications = DeliverNotifications,
            NextUpdateBy = NextUpdateBy,
        };
    }
}
