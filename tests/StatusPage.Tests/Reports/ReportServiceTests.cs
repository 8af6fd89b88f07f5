using StatusPage.Incidents;
using StatusPage.Platform.Problems;
using StatusPage.Promises;
using StatusPage.Recovery;
using StatusPage.Reports;
using StatusPage.Tests.Recovery;

namespace StatusPage.Tests.Reports;

public sealed class ReportServiceTests
{
    [Fact]
    public async Task A_draft_is_nobodys_but_the_operators()
    {
        using var bed = await ReportBed.Create();
        var version = await bed.Plans.Version();

        var book = await bed.Reports.SaveDraft(bed.Id, "Half a", PlanBed.Me);

        Assert.Equal(("Half a", null), (book.Draft!.Body, book.Published));
        Assert.Equal("Half a", await bed.Reports.Draft(bed.Id));
        Assert.Equal(version, await bed.Plans.Version());
        Assert.Empty(await bed.Told());
        Assert.Null((await bed.Reports.DiscardDraft(bed.Id, PlanBed.Me)).Draft);
    }

    [Fact]
    public async Task Publishing_keeps_the_promise_stands_in_the_record_and_is_told_and_a_later_version_corrects_it()
    {
        using var bed = await ReportBed.Resolved();
        bed.Plans.Clock.Advance(TimeSpan.FromDays(3));
        await bed.Reports.SaveDraft(bed.Id, "It burnt.", PlanBed.Me);
        var first = (await bed.Reports.Publish(bed.Id, null, PlanBed.Me)).Published!;
        bed.Plans.Clock.Advance(TimeSpan.FromDays(1));

        var book = await bed.Publish("It smouldered.");

        Assert.Equal((Ending.Kept, first.WrittenAt), ((await bed.Promised()).Ending!.Value, (await bed.Promised()).EndedAt!.Value));
        Assert.Null(book.Draft);
        Assert.Equal(["It burnt.", "It smouldered."], book.Readable.Select(v => v.Body));
        Assert.Equal((first.WrittenAt, (DateTimeOffset?)first.WrittenAt.AddDays(1)), (book.FirstAt!.Value, book.CorrectedAt));
        Assert.Equal(book.Versions.Select(v => v.Id), await bed.Told());
        Assert.Equal(["1", "2"], (await bed.Record()).Where(e => e.Kind == "report_published").Select(e => e.Entry[(e.Entry.IndexOf("version\":\"", StringComparison.Ordinal) + 10)..].Split('"')[0]));
        Assert.Equal(new PublishedReport(bed.Id, 2, first.WrittenAt, book.Published!.WrittenAt), (await bed.Plans.Test.Database.Read(s => ReportStore.Published(s, [bed.Id])))[bed.Id]);
    }

    [Fact]
    public async Task After_its_date_it_is_kept_late()
    {
        using var bed = await ReportBed.Resolved();
        bed.Plans.Clock.Advance(TimeSpan.FromDays(81));
        await bed.Publish("At last.");
        Assert.Equal(Ending.KeptLate, (await bed.Promised()).Ending);
    }

    [Fact]
    public async Task It_is_not_published_while_the_incident_goes_on_nor_empty_nor_twice_the_same_nor_over_somebody_elses()
    {
        using var bed = await ReportBed.Create();
        var open = await Assert.ThrowsAsync<RuleViolationException>(() => bed.Publish("Too early"));
        Assert.Contains("once it is resolved", open.Message, StringComparison.Ordinal);
        await bed.Plans.Resolve();
        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Publish("  "));
        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Reports.Publish(bed.Id, null, PlanBed.Me));
        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Publish(new string('x', Report.LongestBody + 1)));
        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Publish("a\0b"));
        await Assert.ThrowsAsync<NotFoundException>(() => bed.Reports.Publish("000000000000", "x", PlanBed.Me));
        var edition = (await bed.Reports.Get(bed.Id)).Edition;
        await bed.Publish("Final");
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Publish("Final"));
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Reports.SaveDraft(bed.Id, "Mine", PlanBed.Me, edition));
        Assert.Single(await bed.Told());
    }

    [Fact]
    public async Task Taken_back_it_is_a_draft_again_that_nobody_reads_and_the_promise_stays_kept()
    {
        using var bed = await ReportBed.Resolved();
        await bed.Publish("Wrong names in it");

        var book = await bed.Reports.Revert(bed.Id, PlanBed.Me);

        Assert.Equal(("Wrong names in it", null, 0), (book.Draft!.Body, book.Published, book.Readable.Count));
        Assert.Empty(await bed.Plans.Test.Database.Read(s => ReportStore.Published(s, [bed.Id])));
        Assert.Equal(Ending.Kept, (await bed.Promised()).Ending);
        Assert.Single(await bed.Told());
        Assert.Contains(await bed.Plans.Test.Audit.List(5), e => e is { Action: "withdrew", SubjectKind: "report" });
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Reports.Revert(bed.Id, PlanBed.Me));

        var again = await bed.Publish("Without names");
        Assert.Equal((2, "Without names"), (again.Published!.Number, Assert.Single(again.Readable).Body));
        await bed.Reports.Delete(bed.Id, PlanBed.Me);
        await Assert.ThrowsAsync<NotFoundException>(() => bed.Reports.Delete(bed.Id, PlanBed.Me));
    }

    [Fact]
    public async Task The_beginning_tells_what_the_rows_know()
    {
        using var bed = await ReportBed.Create();
        await bed.Plans.Publish(PlanBed.Four());
        await bed.Plans.Set("1", StepState.Done);
        await bed.Plans.Promises.Make(bed.Id, new(PromiseKind.Estimate, bed.Plans.Clock.GetUtcNow().AddHours(1), "A guess", Confidence.Low), PlanBed.Me);
        await bed.Plans.Promises.Make(bed.Id, new(PromiseKind.Estimate, bed.Plans.Clock.GetUtcNow().AddHours(3), "A better guess", Confidence.Low), PlanBed.Me);
        bed.Plans.Clock.Advance(TimeSpan.FromHours(4));
        await bed.Plans.Incidents.Post(bed.Id, new()
        {
            Status = IncidentStatus.Resolved, Body = "Over.\n\n# <b>*Really*</b>",
            Recovery = new() { FunctionalityCheckedBy = "The network team", FunctionalityCheckedHow = "Signed in", DataChecked = "Compared", DataLoss = "none" },
        }, PlanBed.Me);

        var text = await bed.Reports.Draft(bed.Id);

        Assert.Equal(
            ["What happened", "Timeline", "What was promised and what became of it", "The recovery plan", "What was checked", "What we do so that it does not happen again"],
            text.Split('\n').Where(l => l.StartsWith("# ", StringComparison.Ordinal)).Select(l => l[2..]));
        Assert.Contains(", investigating: It burns.\n", text, StringComparison.Ordinal);
        Assert.Contains(", resolved: Over. <b>Really</b>\n", text, StringComparison.Ordinal);
        Assert.Matches("- Recovery: promised by [^,]+, then by [^;]+; kept late, on ", text);
        Assert.Contains("Next updates promised: 1. In time: 0. Late: 0. Not kept: 1.", text, StringComparison.Ordinal);
        Assert.Contains("1. Cut the power: done (", text, StringComparison.Ordinal);
        Assert.Contains("Checked by: The network team\n", text, StringComparison.Ordinal);
        Assert.Contains("This report: promised by", text, StringComparison.Ordinal);
        Assert.Contains("still to come", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_beginning_of_a_very_long_incident_still_fits_into_a_report()
    {
        using var bed = await ReportBed.Create();
        for (var i = 0; i < 260; i++)
        {
            bed.Plans.Clock.Advance(TimeSpan.FromMinutes(40));
            await bed.Plans.Incidents.Post(bed.Id, new() { Status = null, Body = new string('가', 300) }, PlanBed.Me);
        }

        var text = await bed.Reports.Draft(bed.Id);

        Assert.InRange(text.Length, 10_000, Report.LongestBody);
        await bed.Reports.SaveDraft(bed.Id, text, PlanBed.Me);
    }
}
