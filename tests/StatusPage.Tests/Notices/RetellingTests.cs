using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Notices.Letters;
using StatusPage.Platform.Sites;
using StatusPage.Tests.Mail;
using static StatusPage.Incidents.IncidentStatus;

namespace StatusPage.Tests.Notices;

public sealed class RetellingTests(FanOutFixture app) : IClassFixture<FanOutFixture>, IDisposable
{
    private static readonly Site Site = new("page00000001", 1, "Haneul status", "https://status.example.com", "Asia/Seoul", TestClock.Start, TestClock.Start);

    public void Dispose() => app.Sink.Behaviour = null;

    [Theory]
    [InlineData("en", "[Haneul status] Outage: A fire", "What you have not been told yet:")]
    [InlineData("ko", "[Haneul status] 장애: A fire", "아직 전해 드리지 못한 소식입니다.")]
    public void The_first_that_somebody_hears_is_told_as_an_outage_as_it_stands_with_the_earlier_words_inside(string language, string subject, string heading)
    {
        var letter = Retelling.Of(Source(NoticeKind.Update, "u2", language, heard: false, (NoticeKind.Outage, "u1")));

        Assert.Equal(subject, letter.Subject);
        Assert.Equal(["u2 said.", "", "u1 said."], letter.Sections.Select(s => s.Markdown));
        Assert.Equal(heading, letter.Sections[1].Heading);
        Assert.Contains("18:00", letter.Sections[2].Heading, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "[Haneul status] It is over: A fire", "This happened before we could tell you of it, and it is over: A fire.", "Here is what you missed:")]
    [InlineData("ko", "[Haneul status] 지나간 장애: A fire", "미처 알려 드리지 못한 사이에 장애가 있었고, 지금은 해결되었습니다: A fire.", "그동안 있었던 일입니다.")]
    public void Who_heard_nothing_before_the_recovery_gets_one_mail_that_says_what_happened(string language, string subject, string first, string heading)
    {
        var letter = Retelling.Of(Source(NoticeKind.Recovery, "u3", language, heard: false, (NoticeKind.Outage, "u1"), (NoticeKind.Update, "u2")));

        Assert.Equal((subject, first), (letter.Subject, letter.First[0]));
        Assert.Equal(["u3 said.", "u1 said.", "u2 said."], letter.Sections.Select(s => s.Markdown).Where(m => m.Length > 0));
        Assert.Contains(letter.Sections, s => s.Heading == heading);
    }

    [Fact]
    public void Who_heard_of_the_outage_gets_the_recovery_with_what_they_missed_inside()
    {
        var letter = Retelling.Of(Source(NoticeKind.Recovery, "u3", "en", heard: true, (NoticeKind.Update, "u2")));

        Assert.Equal("[Haneul status] Recovered: A fire", letter.Subject);
        Assert.Equal(["u3 said.", "u2 said."], letter.Sections.Select(s => s.Markdown).Where(m => m.Length > 0));
    }

    [Theory]
    [InlineData(true, "[Haneul status] Update: A fire")]
    [InlineData(false, "[Haneul status] Outage: A fire")]
    public void Nobody_is_told_that_something_was_wrong_which_they_were_never_told(bool heard, string subject)
    {
        var letter = Retelling.Of(Source(NoticeKind.Correction, "u2", "en", heard, heard ? [(NoticeKind.Update, "u2")] : [(NoticeKind.Outage, "u1"), (NoticeKind.Update, "u2")]));

        Assert.Equal(subject, letter.Subject);
        Assert.Equal(heard ? ["u2 put right."] : ["u2 put right.", "u1 said."], letter.Sections.Select(s => s.Markdown).Where(m => m.Length > 0));
    }

    [Fact]
    public async Task Somebody_still_waiting_for_the_outage_when_it_is_over_gets_one_catch_up_mail()
    {
        var component = await app.Component("Late");
        await app.Subscriber("late@example.com", component);
        app.Sink.Behaviour = (stage, _) => stage == SinkStage.Recipient ? SinkAction.Say("451 4.7.1 later") : null;
        var incident = await app.Outage("Late is down", component);
        await app.Ledger(incident, l => l.Notices is [{ Waiting: 1 }]);
        await FanOutFixture.Until(async () => (await app.Deliveries(incident)).Any(d => d.State == DeliveryState.Waiting), "it was put off");

        app.Sink.Behaviour = null;
        await app.Resolve(incident, component);

        await app.Ledger(incident, l => l is { Told: 1, Recovered: 1, Notices: [{ Folded: 1 }, { Accepted: 1 }] });
        Assert.Contains("It is over", FanOutTests.Header(Assert.Single(app.Mailbox("late@example.com")), "Subject"), StringComparison.Ordinal);
    }

    private static LetterSource Source(NoticeKind kind, string updateId, string language, bool heard, params (NoticeKind Kind, string UpdateId)[] untold)
    {
        var correction = new Correction("k", "u2 put right.", true, TestClock.Start.AddHours(2));
        var incident = new Incident
        {
            Id = "i", Backfilled = false, CreatedAt = TestClock.Start, UpdatedAt = TestClock.Start, ComponentIds = [], Fields = new() { Name = "A fire" },
            Updates = [Update(1, Investigating), Update(2, Identified) with { Corrections = kind == NoticeKind.Correction ? [correction] : [] }, .. kind == NoticeKind.Recovery ? [Update(3, Resolved)] : Array.Empty<IncidentUpdate>()],
        };
        LetterSource Of(NoticeKind k, string id) => new(new($"n{id}", k, "i", id, k == NoticeKind.Correction ? "k" : id, TestClock.Start), incident, Site, language, TestClock.Start);
        return Of(kind, updateId) with { HeardAnything = heard, Untold = [.. untold.Select(u => Of(u.Kind, u.UpdateId))] };
    }

    private static IncidentUpdate Update(int seq, IncidentStatus status) => new()
    {
        Id = $"u{seq}", IncidentId = "i", Seq = seq, Status = status, OriginalBody = $"u{seq} said.", CreatedAt = TestClock.Start.AddHours(seq - 1),
        DisplayAt = TestClock.Start.AddHours(seq - 1), DeliverNotifications = true, Affected = [],
    };
}
