using AngleSharp.Html.Parser;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Notices.Letters;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Promises;
using StatusPage.Reports;
using StatusPage.Tests.Publishing.Pages;

namespace StatusPage.Tests.Notices;

public sealed class ReportLetterTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    private static readonly DateTimeOffset Now = TestClock.Start;
    private static readonly Site Site = new("page00000001", 1, "Haneul status", "https://status.example.com", "Asia/Seoul", Now, Now);
    private static readonly LetterLinks Links = new("https://status.example.com/manage/t", "https://status.example.com/unsubscribe/t");

    [Theory]
    [InlineData("en", 1, "[Haneul status] Final report: A fire", "The final report is here: A fire.")]
    [InlineData("en", 2, "[Haneul status] Final report, corrected: A fire", "The final report was corrected: A fire.")]
    [InlineData("ko", 1, "[Haneul status] 최종 보고서: A fire", "최종 보고서를 공개했습니다: A fire.")]
    [InlineData("ko", 2, "[Haneul status] 최종 보고서 정정: A fire", "최종 보고서를 정정했습니다: A fire.")]
    public void A_report_is_told_with_its_text_and_its_address(string language, int number, string subject, string first)
    {
        var letter = Letter(Written("## Why\n\nA cable.", number), language);

        Assert.Equal((subject, first), (letter.Subject, letter.First[0]));
        Assert.Equal($"https://status.example.com/{language}/incidents/inc000000001/report", letter.IncidentUrl);
        Assert.Contains("## Why\n\nA cable.", NoticeText.Write(letter, Links), StringComparison.Ordinal);
        Assert.Empty(letter.Sections[0].Lines);
    }

    [Fact]
    public void Of_a_long_report_the_letter_has_the_beginning_and_says_where_it_goes_on()
    {
        var letter = Letter(Written(string.Join("\n\n", Enumerable.Repeat(new string('가', 900), 60)), 1));

        Assert.Equal(4 * 902 - 2, letter.Sections[0].Markdown.Length);
        Assert.Contains("/report", Assert.Single(letter.Sections[0].Lines), StringComparison.Ordinal);
        Assert.InRange(ReportLetter.Beginning(string.Concat(Enumerable.Repeat("😀", 5_000))).Length, 1, ReportLetter.Longest);
    }

    [Fact]
    public void Of_a_withdrawn_report_no_letter_tells_a_word()
    {
        var letter = Letter(Written("Secret", 1) with { WithdrawnAt = Now });
        Assert.DoesNotContain("Secret", NoticeText.Write(letter, Links), StringComparison.Ordinal);
        Assert.Contains("was taken back", letter.First[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_a_report_says_becomes_markup_in_a_mail()
    {
        const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> [a](javascript:alert(1)) ![i](https://example.com/x.png)";
        var page = new HtmlParser().ParseDocument(await app.Get<ComponentRenderer>().Render(NoticeMail.View(Letter(Written(Hostile, 1)), Links)));
        Assert.Empty(page.QuerySelectorAll("script, img, iframe, [onerror], a[href^=javascript]"));
        Assert.Contains("alert(1)", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_told_gets_the_report_and_its_correction_and_until_it_is_published_the_incident_stays()
    {
        var login = await app.Component("Report login");
        await app.Subscriber("report@example.com", login);
        var incident = await app.Outage("The report's fire", login);
        await app.Ledger(incident, l => l.Told == 1);
        await app.Resolve(incident, login, report: true);
        await app.Ledger(incident, l => l.Notices is [_, { Accepted: 1 }]);
        await app.Subscriber("stranger@example.com", login);

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor));
        Assert.Contains("A final report was promised by", refusal.Message, StringComparison.Ordinal);

        var reports = app.Get<ReportService>();
        await reports.Publish(incident.Id, "A cable burnt.", FanOutFixture.Actor);
        await app.Ledger(incident, l => l.Notices is [_, _, { Kind: NoticeKind.Report, Accepted: 1 }]);
        await reports.Publish(incident.Id, "Two cables burnt.", FanOutFixture.Actor);
        await app.Ledger(incident, l => l.Notices is [_, _, _, { Kind: NoticeKind.Report, Accepted: 1 }]);

        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox("report@example.com").Count == 4), "four letters are there");
        Assert.Empty(app.Mailbox("stranger@example.com"));
        await FanOutFixture.Until(async () => await app.Get<Database>().Read(s => LedgerStore.Underway(s, incident.Id)) == 0, "nothing is on its way");
        await app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor);
    }

    [Fact]
    public async Task Moving_the_reports_date_is_told_to_those_who_were_told_of_the_old_one()
    {
        var mail = await app.Component("Report mail");
        await app.Subscriber("moved@example.com", mail);
        var incident = await app.Outage("The report's delay", mail);
        await app.Ledger(incident, l => l.Told == 1);
        await app.Resolve(incident, mail, report: true);
        await app.Ledger(incident, l => l.Notices is [_, { Accepted: 1 }]);

        await app.Get<PromiseService>().Make(incident.Id, new(PromiseKind.Report, app.Clock.GetUtcNow().AddDays(60)), FanOutFixture.Actor);

        await app.Ledger(incident, l => l.Notices is [_, _, { Kind: NoticeKind.Promise, Accepted: 1 }]);
    }

    private static Report Written(string body, int number) =>
        new() { Id = "r", IncidentId = "inc000000001", Number = number, Body = body, WrittenAt = Now, Author = "Ada" };

    private static NoticeLetter Letter(Report report, string language = "en")
    {
        var incident = Samples.Incident("A fire", [Samples.Update(1, IncidentStatus.Investigating, Now, "It burns."), Samples.Update(2, IncidentStatus.Resolved, Now, "Over.")]);
        return NoticeLetter.Of(new(new("n", NoticeKind.Report, incident.Id, incident.Latest.Id, "a", Now), incident, Site, language, Now) { Report = report });
    }
}
