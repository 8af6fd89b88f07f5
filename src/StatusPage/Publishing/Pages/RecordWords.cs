using StatusPage.Platform.Text;
using StatusPage.Promises;
using StatusPage.Promises.Record;

namespace StatusPage.Publishing.Pages;

/// <summary>The figures of the record in words.</summary>
internal static class RecordWords
{
    public static string InPlainWords(RecordFigures total, PageContext view)
    {
        var (count, words) = (total.Promises, view.Words);
        IEnumerable<string> sentences =
        [
            words["record_summary", view.Count("record_promises", count.Made), view.Count("record_incidents", total.Incidents)],
            words["record_became", count.Kept, count.KeptLate, count.Broken],
            .. count.Replaced > 0 ? [words["record_replaced", count.Replaced]] : Array.Empty<string>(),
            .. count.Overdue > 0 ? [view.Count("record_overdue", count.Overdue)] : Array.Empty<string>(),
            .. count.Open > 0 ? [view.Count("record_open", count.Open)] : Array.Empty<string>(),
            .. total.Silences > 0 ? [words["record_silences", total.Silences]] : Array.Empty<string>(),
        ];
        return string.Join(' ', sentences);
    }

    public static string Of(Spans spans, PageContext view) => spans is { Median: { } median, Longest: { } longest }
        ? view.Words["record_spans", view.Span(median), view.Span(longest)]
        : view.Words["record_nothing"];

    public static string OfReports(PromiseCount reports, PageContext view) => reports.Made == 0
        ? view.Words["record_nothing"]
        : view.Words["record_reports_are", reports.Kept, reports.KeptLate, reports.Broken + reports.Overdue, reports.Open];

    public static string AllTold(IncidentRecord incident, PageContext view) => incident switch
    {
        { MergedInto: not null } => view.Words["record_merged"],
        { Recoveries: [.., { UntilAllTold: { } span }] } => view.Span(span),
        { Recoveries: [.., { IsPaid: true }] } => view.Words["record_nobody"],
        { Recoveries: [.., _] } => view.Words["record_owed"],
        _ => view.Words["record_goes_on"],
    };

    public static string Report(IncidentRecord incident, PageContext view)
    {
        string Day(DateTimeOffset at) => MomentText.DayAndYear(view.DayOf(at), view.Language);
        return incident switch
        {
            { ReportPublishedAt: { } at, ReportEnding: Ending.KeptLate } => view.Words["record_report_late", Day(at), Day(incident.ReportDue!.Value)],
            { ReportPublishedAt: { } at } => view.Words["record_report_done", Day(at)],
            { ReportDue: { } due, ReportEnding: null } when due <= view.Now => view.Words["record_report_overdue", Day(due)],
            { ReportDue: { } due, ReportEnding: null } => view.Words["record_report_due", Day(due)],
            _ => view.Words["record_report_none"],
        };
    }

    /// <summary>What became of an incident's promises: colour, shape and words; nothing that there is none of.</summary>
    public static IEnumerable<(string? Css, string Shape, string Text)> Counts(IncidentRecord incident, PageContext view)
    {
        var count = incident.Promises;
        return new (int Number, string? Css, string Shape, string Text)[]
        {
            (count.Kept, "ok", "●", view.Words["record_n_kept", count.Kept]),
            (count.KeptLate, "degraded", "▲", view.Words["record_n_late", count.KeptLate]),
            (count.Broken, "down", "■", view.Words["record_n_broken", count.Broken]),
            (count.Overdue, "down", "■", view.Words["record_n_overdue", count.Overdue]),
            (count.Replaced, "soft", "○", view.Words["record_n_replaced", count.Replaced]),
            (count.Open, "soft", "○", view.Words["record_n_open", count.Open]),
        }.Where(c => c.Number > 0).Select(c => (c.Css, c.Shape, c.Text));
    }
}
