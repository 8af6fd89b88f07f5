using StatusPage.Incidents;
using StatusPage.Promises;
using StatusPage.Promises.Record;

namespace StatusPage.Tests.Promises.Record;

public sealed class RecordBookTests
{
    private static readonly TimeZoneInfo Seoul = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");
    private readonly Entries entries = new();

    private RecordSummary Summary => RecordBook.Of(entries.All).Summary(Seoul, entries.Now);

    [Fact]
    public void Every_promise_counts_once_by_what_became_of_it()
    {
        entries.Started("i");
        var kinds = new[] { Ending.Kept, Ending.KeptLate, Ending.KeptLate, Ending.Broken, Ending.Replaced };
        for (var n = 0; n < kinds.Length; n++)
        {
            entries.Ended(entries.Made("i", $"p{n}", PromiseKind.NextUpdate, TimeSpan.FromMinutes(30)), kinds[n]);
        }

        entries.Made("i", "due", PromiseKind.Estimate, TimeSpan.FromMinutes(1));
        entries.Made("i", "open", PromiseKind.Report, TimeSpan.FromDays(14));
        entries.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(new PromiseCount(Kept: 1, KeptLate: 2, Broken: 1, Replaced: 1, Overdue: 1, Open: 1), Summary.Total.Promises);
        Assert.Equal(7, Summary.Total.Promises.Made);
        Assert.Equal(new PromiseCount(0, 0, 0, 0, 0, Open: 1), Summary.Total.Reports);
        Assert.Equal(TestClock.Start.AddDays(14), Summary.NextDue);
    }

    [Fact]
    public void Times_run_from_the_start_to_the_first_notice_and_from_each_recovery_to_the_last_person_told()
    {
        entries.Started("i");
        entries.Now += TimeSpan.FromMinutes(3);
        entries.Add(RecordEntry.FirstNotice("i", "n")).Recovered("i", "u1");
        var first = entries.Now;
        entries.Now += TimeSpan.FromMinutes(10);
        entries.Add(RecordEntry.AllTold("i", "u1", first.AddMinutes(4), [("told", 7)])).Add(new("i", "reopened", [("update", "u2")])).Recovered("i", "u3");

        var incident = Assert.Single(Summary.Incidents);
        Assert.Equal(TimeSpan.FromMinutes(3), incident.UntilFirstNotice);
        Assert.Equal([TimeSpan.FromMinutes(4), null], incident.Recoveries.Select(r => r.UntilAllTold));
        Assert.Equal([true, false], incident.Recoveries.Select(r => r.IsPaid));
        Assert.Equal(7, incident.Recoveries[0].Told);
        Assert.Equal(new Spans(1, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(4)), Summary.Total.AllTold);
    }

    [Fact]
    public void A_quarter_is_one_of_the_pages_zone_and_a_promise_counts_in_the_one_in_which_it_was_made()
    {
        entries.Now = new(2034, 12, 31, 14, 59, 0, TimeSpan.Zero);
        entries.Started("old");
        var report = entries.Made("old", "r", PromiseKind.Report, TimeSpan.FromDays(14));
        entries.Now += TimeSpan.FromMinutes(1);
        entries.Started("new");
        entries.Ended(report, Ending.Kept);
        entries.Add(RecordEntry.ReportPublished("old", "r", 1));

        Assert.Equal(["2035-Q1", "2034-Q4"], Summary.Quarters.Select(q => q.Quarter.ToString()));
        Assert.Equal([0, 1], Summary.Quarters.Select(q => q.Figures.Reports.Kept));
        Assert.Equal(["new", "old"], Summary.Incidents.Select(i => i.Id));
        Assert.Equal((report.Due, Ending.Kept, entries.Now), (Summary.Incidents[1].ReportDue, Summary.Incidents[1].ReportEnding, Summary.Incidents[1].ReportPublishedAt));
    }

    [Fact]
    public void The_median_of_an_even_number_lies_between_the_two_in_the_middle()
    {
        Assert.Equal(new Spans(4, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(9)), Spans.Of(new int?[] { 9, 1, null, 4, 2 }.Select(m => m is { } minutes ? TimeSpan.FromMinutes(minutes) : (TimeSpan?)null)));
        Assert.Equal(new Spans(0, null, null), Spans.Of([]));
    }

    [Fact]
    public void What_began_before_the_record_did_and_what_cannot_be_read_break_nothing()
    {
        entries.Ended(entries.Made("before", "p", PromiseKind.NextUpdate, TimeSpan.FromMinutes(1)), Ending.Kept);
        entries.Add(RecordEntry.FirstNotice("before", "n")).Add(new("x", "of_a_later_version", []));
        var torn = entries.All[^1] with { Seq = 5, Entry = "{" };

        var summary = RecordBook.Of([.. entries.All, torn]).Summary(Seoul, entries.Now);
        Assert.Equal((1, 0, 5L), (summary.Total.Promises.Kept, summary.Incidents.Count, summary.Entries));
    }
}
