using System.Globalization;

namespace StatusPage.Promises.Record;

/// <summary>What the record says in figures.</summary>
/// <param name="Entries">How many entries it was made of.</param>
/// <param name="Head">The hash of the last.</param>
/// <param name="Total">Over all.</param>
/// <param name="Quarters">Newest first.</param>
/// <param name="Incidents">Newest first.</param>
internal sealed record RecordSummary(
    long Entries, string Head, RecordFigures Total, IReadOnlyList<QuarterRecord> Quarters, IReadOnlyList<IncidentRecord> Incidents)
{
    /// <summary>When the next open promise comes due, and so becomes overdue in these figures; null when none will.</summary>
    public DateTimeOffset? NextDue { get; init; }
}

/// <param name="Incidents">How many began.</param>
/// <param name="Promises">All that were made, of every kind.</param>
/// <param name="Reports">Those among them of a final report.</param>
/// <param name="Silences">How often the service spoke because nobody did.</param>
/// <param name="FirstNotice">From the start of an incident until the first person was told.</param>
/// <param name="AllTold">From a recovery until the last person was told.</param>
internal sealed record RecordFigures(int Incidents, PromiseCount Promises, PromiseCount Reports, int Silences, Spans FirstNotice, Spans AllTold);

/// <summary>What became of promises. Each is in exactly one of these.</summary>
/// <param name="Overdue">Due, and neither kept nor given up yet.</param>
/// <param name="Open">Not due yet.</param>
internal sealed record PromiseCount(int Kept, int KeptLate, int Broken, int Replaced, int Overdue, int Open)
{
    public int Made => Kept + KeptLate + Broken + Replaced + Overdue + Open;

    /// <summary>Those of which it is known whether they were kept.</summary>
    public int Decided => Kept + KeptLate + Broken;
}

/// <summary>How long something took, over several times.</summary>
internal sealed record Spans(int Count, TimeSpan? Median, TimeSpan? Longest)
{
    public static Spans Of(IEnumerable<TimeSpan?> spans)
    {
        var sorted = spans.OfType<TimeSpan>().Order().ToList();
        return sorted.Count == 0 ? new(0, null, null) : new(sorted.Count, (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2, sorted[^1]);
    }
}

/// <summary>Three months of the page's time zone.</summary>
internal readonly record struct Quarter(int Year, int Number) : IComparable<Quarter>
{
    public static Quarter Of(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return new(local.Year, (local.Month + 2) / 3);
    }

    public int CompareTo(Quarter other) => (Year, Number).CompareTo((other.Year, other.Number));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Number}");
}

/// <summary>A promise counts in the quarter in which it was made, an incident and its times in the one in which it began.</summary>
internal sealed record QuarterRecord(Quarter Quarter, RecordFigures Figures);

/// <param name="Id">The incident; it may be off the page by now.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Promises">What was promised of it.</param>
/// <param name="Silences">How often the service spoke because nobody did.</param>
/// <param name="FirstNoticeAt">When the first person was told.</param>
/// <param name="Recoveries">In their order; several when it was opened again.</param>
internal sealed record IncidentRecord(
    string Id, DateTimeOffset StartedAt, PromiseCount Promises, int Silences, DateTimeOffset? FirstNoticeAt, IReadOnlyList<RecoveryRecord> Recoveries)
{
    /// <summary>Of the report that was promised last.</summary>
    public DateTimeOffset? ReportDue { get; init; }

    public Ending? ReportEnding { get; init; }

    public DateTimeOffset? ReportPublishedAt { get; init; }

    /// <summary>The incident as which it goes on.</summary>
    public string? MergedInto { get; init; }

    public TimeSpan? UntilFirstNotice => RecoveryRecord.Between(StartedAt, FirstNoticeAt);
}

/// <param name="At">When the recovery was published.</param>
/// <param name="IsPaid">Whether everyone who was told of the incident was told of it, left, or could not be reached by any attempt.</param>
/// <param name="Told">How many had been told of the incident.</param>
/// <param name="AllToldAt">When the last of them was told; null when nobody was.</param>
internal sealed record RecoveryRecord(DateTimeOffset At, bool IsPaid = false, long Told = 0, DateTimeOffset? AllToldAt = null)
{
    public TimeSpan? UntilAllTold => Between(At, AllToldAt);

    internal static TimeSpan? Between(DateTimeOffset from, DateTimeOffset? to) => to is { } end ? end > from ? end - from : TimeSpan.Zero : null;
}
