using AngleSharp.Html.Parser;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Notices.Letters;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using static StatusPage.Components.ComponentStatus;
using static StatusPage.Incidents.IncidentStatus;

namespace StatusPage.Tests.Notices;

public sealed class LetterTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    private const string Hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";

    private static readonly Site Site = new("page00000001", 1, "Haneul status", "https://status.example.com", "Asia/Seoul", TestClock.Start, TestClock.Start);
    private static readonly LetterLinks Links = new("https://status.example.com/manage/t", "https://status.example.com/unsubscribe/t");

    [Theory]
    [InlineData("en", "You cannot: send messages.", "Affected: Daily - Messenger.", "You can: pay by card.", "1 Jan 18:30 KST")]
    [InlineData("ko", "지금 할 수 없는 일: send messages.", "영향을 받는 서비스: Daily - Messenger.", "지금 할 수 있는 일: pay by card.", "1월 1일 18:30 KST")]
    public void The_first_lines_say_what_is_broken_and_for_whom_and_the_next_when_the_next_word_comes(string language, string cannot, string affected, string can, string next)
    {
        var letter = Letter(Of(NoticeKind.Outage, "u1"), Incident(), language);

        Assert.Equal([cannot, affected, can], letter.First);
        Assert.StartsWith(cannot, NoticeText.Write(letter, Links), StringComparison.Ordinal);
        Assert.Contains(next, Assert.Single(letter.Promised), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recovery_says_how_long_it_lasted_and_what_still_does_not_work()
    {
        var incident = Incident();
        var resolved = incident.Latest with
        {
            Id = "u2", Seq = 2, Status = Resolved, DisplayAt = TestClock.Start.AddHours(2).AddMinutes(12), NextUpdateBy = null,
            Affected = [new("c1", "Daily - Messenger", MajorOutage, Operational), new("c2", "Mail", MajorOutage, PartialOutage)],
        };

        var letter = Letter(Of(NoticeKind.Recovery, "u2"), incident with { Updates = [.. incident.Updates, resolved] }, "en");

        Assert.Equal("[Haneul status] Recovered: A fire", letter.Subject);
        Assert.Contains("It lasted from 1 Jan 18:00 KST to 1 Jan 20:12 KST, 2 h 12 min.", letter.First);
        Assert.Contains("Not yet back to normal: Mail (partly down).", letter.First);
    }

    [Theory]
    [InlineData(true, "This mail comes late: it is over since 1 Jan 19:00 KST.")]
    [InlineData(false, null)]
    public void A_mail_whose_news_is_no_longer_true_says_so_first(bool over, string? late)
    {
        var incident = Incident();
        var next = incident.Latest with { Id = "u2", Seq = 2, Status = over ? Resolved : Monitoring, DisplayAt = TestClock.Start.AddHours(1), NextUpdateBy = null };

        var letter = Letter(Of(NoticeKind.Outage, "u1"), incident with { Updates = [.. incident.Updates, next] }, "en");

        Assert.Equal(late ?? "You cannot: send messages.", letter.First[0]);
    }

    [Fact]
    public void A_correction_says_what_is_right_and_what_was_said()
    {
        var incident = Incident();
        var corrected = incident.Latest with { Corrections = [new("k1", "Half of it.", true, TestClock.Start.AddHours(1))] };

        var text = NoticeText.Write(Letter(
            new("n", NoticeKind.Correction, incident.Id, "u1", "k1", TestClock.Start), incident with { Updates = [corrected] }, "en"), Links);

        Assert.Contains("Half of it.", text, StringComparison.Ordinal);
        Assert.Contains("> All of it.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Correction: We said 647; it is 709.", "Affected: Mail → (nothing)")]
    [InlineData("ko", "바로잡습니다: We said 647; it is 709.", "영향을 받는 서비스: Mail → (없음)")]
    public void A_correction_says_first_what_was_wrong(string language, string first, string fact)
    {
        var incident = Incident();
        var correction = new Correction("k1", "All of it.", true, TestClock.Start.AddHours(1))
        {
            Kind = CorrectionKind.Facts, Wrong = "We said 647; it is 709.", Changes = [new(IncidentFact.Components, "Mail", "")],
        };

        var letter = Letter(new("n", NoticeKind.Correction, "i", "u1", "k1", TestClock.Start), incident with { Updates = [incident.Latest with { Corrections = [correction] }] }, language);

        Assert.Equal(first, letter.First[0]);
        Assert.Contains(fact, letter.Sections[0].Lines);
        Assert.DoesNotContain(letter.Sections, s => s.Quoted);
    }

    [Fact]
    public void What_works_again_while_the_incident_goes_on_is_said_first()
    {
        var incident = Incident();
        var update = incident.Latest with
        {
            Id = "u2", Seq = 2, Affected = [new("c1", "Login", MajorOutage, Operational), new("c2", "Mail", MajorOutage, MajorOutage)],
        };

        var letter = Letter(Of(NoticeKind.Update, "u2"), incident with { Updates = [.. incident.Updates, update] }, "en");

        Assert.Equal("[Haneul status] Login works again: A fire", letter.Subject);
        Assert.Equal(["Login works again.", "Not yet back to normal: Mail (down)."], letter.First);
    }

    [Fact]
    public void A_recovery_says_what_was_checked_what_is_lost_and_what_stays_down_or_that_nobody_said()
    {
        var incident = Incident();
        var silent = incident.Latest with { Id = "u2", Seq = 2, Status = Resolved, NextUpdateBy = null };
        var said = new RecoveryStatement
        {
            FunctionalityCheckedBy = "the mail team", FunctionalityCheckedHow = "sent one\n\n-- \nread one", DataChecked = "complete", DataLoss = "drafts",
            DataLossFrom = TestClock.Start, DataLossUntil = TestClock.Start.AddHours(1),
        };
        var stated = silent with { Recoveries = [new("s1", 1, TestClock.Start, said, [new("c2", "Mail", MajorOutage, "waits for parts")])] };
        IReadOnlyList<string> Lines(IncidentUpdate last, NoticeKind kind) =>
            Letter(Of(kind, "u2"), incident with { Updates = [.. incident.Updates, last] }, "en").Sections.Single(s => s.Heading == "What was checked").Lines;

        Assert.Equal(["Not stated."], Lines(silent, NoticeKind.Recovery));
        Assert.Equal(
            [
                "Checked that it works: the mail team", "How: sent one -- read one", "Data checked: complete", "Lost: drafts, from 1 Jan 18:00 KST to 1 Jan 19:00 KST",
                "Mail stays down: waits for parts",
            ], Lines(stated, NoticeKind.Recovery));
        Assert.Equal(Lines(stated, NoticeKind.Recovery), Lines(stated, NoticeKind.Statement));
    }

    [Fact]
    public async Task Nothing_that_an_operator_writes_becomes_markup_in_a_mail()
    {
        var incident = Incident(Hostile);
        var letter = Letter(Of(NoticeKind.Outage, "u1"), incident, "en", Site with { Name = Hostile });

        var page = new HtmlParser().ParseDocument(await app.Get<ComponentRenderer>().Render(NoticeMail.View(letter, Links)));

        Assert.Empty(page.QuerySelectorAll("script, img, iframe, [onerror], a[href^=javascript]"));
        Assert.Contains(Hostile, page.QuerySelector(".first")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_names_its_thread_its_list_and_how_to_leave_it()
    {
        var radio = await app.Component("라디오");
        var reader = await app.Subscriber("headers@example.com", radio, "ko");
        var incident = await app.Outage("라디오가 나오지 않습니다", radio);
        await app.Ledger(incident, l => l.Told == 1);

        var message = Assert.Single(app.Mailbox("headers@example.com"));
        var notice = (await app.Ledger(incident)).Notices[0];
        Assert.Equal($"Message-ID: <{notice.Id}.{reader.Id}@example.com>", FanOutTests.Header(message, "Message-ID"), ignoreCase: true);
        Assert.Contains($"<{incident.Id}@example.com>", FanOutTests.Header(message, "References"), StringComparison.Ordinal);
        Assert.Equal("List-Unsubscribe-Post: List-Unsubscribe=One-Click", FanOutTests.Header(message, "List-Unsubscribe-Post"));
        Assert.Contains($"/unsubscribe/{reader.Id}.", FanOutTests.Header(message, "List-Unsubscribe"), StringComparison.Ordinal);
        Assert.Equal("Auto-Submitted: auto-generated", FanOutTests.Header(message, "Auto-Submitted"));
        Assert.StartsWith("List-Id:", FanOutTests.Header(message, "List-Id"), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("Feedback-ID:", FanOutTests.Header(message, "Feedback-ID"), StringComparison.OrdinalIgnoreCase);
    }

    private static NoticeLetter Letter(Notice notice, Incident incident, string language, Site? site = null) =>
        NoticeLetter.Of(new(notice, incident, site ?? Site, language, TestClock.Start));

    private static Notice Of(NoticeKind kind, string updateId) => new("n", kind, "i", updateId, updateId, TestClock.Start);

    private static Incident Incident(string? text = null) => new()
    {
        Id = "i", Backfilled = false, CreatedAt = TestClock.Start, UpdatedAt = TestClock.Start, ComponentIds = ["c1"],
        Fields = new() { Name = text ?? "A fire", EffectCannot = text ?? "send messages", EffectCan = text ?? "pay by card." },
        Updates =
        [
            new()
            {
                Id = "u1", IncidentId = "i", Seq = 1, Status = Investigating, OriginalBody = text ?? "All of it.", CreatedAt = TestClock.Start, DisplayAt = TestClock.Start,
                DeliverNotifications = true, NextUpdateBy = TestClock.Start.AddMinutes(30), Affected = [new("c1", text ?? "Daily - Messenger", Operational, MajorOutage)],
            },
        ],
    };
}
