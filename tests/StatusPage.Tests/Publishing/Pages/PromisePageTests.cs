using AngleSharp.Dom;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Promises;
using StatusPage.Publishing;

namespace StatusPage.Tests.Publishing.Pages;

/// <summary>What pages say of promises. The samples' page speaks at 18:00 in Seoul.</summary>
public sealed class PromisePageTests
{
    private static readonly DateTimeOffset Now = Samples.Now;

    [Theory]
    [InlineData("en", "Said 17:00 (missed), then 19:00, then 21:00; moved twice.", "Low confidence: the fire is out.")]
    [InlineData("ko", "안내해 드린 시각: 17:00(지키지 못함) → 19:00 → 21:00. 두 번 바뀌었습니다.", "아직 확실하지 않습니다: the fire is out.")]
    public async Task A_moved_estimate_keeps_what_was_said_before(string language, string moved, string basis)
    {
        var page = await Page(language,
            Made("p1", PromiseKind.Estimate, -60, -60) with { Ending = Ending.Broken, EndedAt = Now.AddMinutes(-50), SuccessorId = "p2" },
            Made("p2", PromiseKind.Estimate, -50, 60) with { Ending = Ending.Replaced, EndedAt = Now.AddMinutes(-20), SuccessorId = "p3" },
            Made("p3", PromiseKind.Estimate, -20, 180) with { Basis = "the fire is out.", Confidence = Confidence.Low });
        var tile = page.QuerySelector("[data-promise=estimate]")!;
        Assert.Equal((moved, basis, "21:00"), (tile.QuerySelector(".moved")!.TextContent, tile.QuerySelector(".basis")!.TextContent, tile.QuerySelector("time")!.TextContent));
        Assert.False(tile.ClassList.Contains("late"));
        Assert.Contains(moved, page.QuerySelector(".promised")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("estimate", "It was expected to be over by 17:50, and it is not.", "17:50까지 복구될 것으로 예상했으나 아직 복구되지 않았습니다.")]
    [InlineData("estimate_by", "An estimate was promised by 17:50 and has not come.", "17:50까지 복구 예상 시각을 알려 드리기로 했으나 아직 알려 드리지 못했습니다.")]
    [InlineData("plan", "A recovery plan was promised by 17:50 and has not come.", "17:50까지 복구 계획을 공개하기로 했으나 아직 공개하지 못했습니다.")]
    [InlineData("report", "The final report was promised by 17:50 and has not come.", "17:50까지 최종 보고서를 공개하기로 했으나 아직 공개하지 못했습니다.")]
    public async Task What_is_late_says_so_in_words_on_the_card_and_at_the_top(string kind, string english, string korean)
    {
        foreach (var (language, sentence) in new[] { ("en", english), ("ko", korean) })
        {
            var promise = Made("p1", StatusPage.Platform.Wire<PromiseKind>.Parse(kind), -60, -10);
            var tile = (await Page(language, promise)).QuerySelector($".late[data-promise={kind}]")!;
            Assert.StartsWith(sentence, tile.QuerySelector(".when")!.TextContent, StringComparison.Ordinal);
            var front = Samples.Parse((await Samples.Renderer.Front(Snapshot(promise), language)).Html);
            Assert.Contains(sentence, front.QuerySelector(".overall .overdue")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_not_due_is_not_called_late_anywhere()
    {
        var page = await Page("en", Made("p1", PromiseKind.Plan, -60, 10));
        Assert.DoesNotContain("has not come", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("A recovery plan was promised by 18:10", page.QuerySelector("[data-promise=plan]")!.GetAttribute("data-says"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timeline_says_what_the_service_said_and_what_was_promised_between_updates()
    {
        var facts = new IncidentFacts
        {
            Promises = [Made("p0", PromiseKind.NextUpdate, -120, -90) with { Ending = Ending.Broken, EndedAt = Now.AddMinutes(-75) }, Made("p1", PromiseKind.Plan, -30, 30)],
            Announcements = [new("a1", "inc000000001", "upd000000001", AnnouncementKind.DeadMan, "p0", Now.AddMinutes(-75))],
        };
        var page = Samples.Parse((await Samples.Renderer.IncidentPage(Samples.Site(), Incident, new([], []), "en", Now, facts)).Html);
        var said = page.QuerySelectorAll(".updates .said").Select(s => string.Join(' ', s.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal("A recovery plan was promised by 18:30.", said[0]);
        Assert.StartsWith("The service itself: An update was promised by 16:30 and has not come.", said[1], StringComparison.Ordinal);
        Assert.StartsWith("Investigating.", said[2], StringComparison.Ordinal);
        Assert.Contains("Next updates: 1 promised, 0 kept, 0 kept late, 1 missed.", page.QuerySelector(".promised")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_final_report_that_is_late_is_named_on_the_front_long_after_the_end()
    {
        var promise = Made("p1", PromiseKind.Report, -600, -5);
        var snapshot = Samples.Snapshot([Samples.Component("a", "Messenger")]) with { Promised = [promise], OwingReport = new Dictionary<string, string> { [promise.IncidentId] = "Old fire" } };
        var line = Samples.Parse((await Samples.Renderer.Front(snapshot, "en")).Html).QuerySelector(".overdue")!;
        Assert.Contains("Old fire: The final report was promised by 17:55 and has not come.", line.TextContent, StringComparison.Ordinal);
        Assert.Equal("/en/incidents/inc000000001", line.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_worst_incident_stands_first_and_then_the_newest()
    {
        StatusPage.Incidents.Incident Of(string id, Impact impact, int began) => Samples.Incident(id, Samples.Update(1, IncidentStatus.Investigating, Now.AddMinutes(began), "x")) with
        {
            Id = id, Fields = new() { Name = id, ImpactOverride = impact },
        };
        var snapshot = Samples.Snapshot([], incidents: [Of("new", Impact.Minor, -1), Of("worst", Impact.Critical, -20), Of("older", Impact.Minor, -9)]);
        var page = Samples.Parse((await Samples.Renderer.Front(snapshot, "en")).Html);
        Assert.Equal(["worst", "new", "older"], page.QuerySelectorAll("article h2").Select(h => h.TextContent));
    }

    private static StatusPage.Incidents.Incident Incident => Samples.Incident("Fire", Samples.Update(1, IncidentStatus.Investigating, Now.AddHours(-2), "Smoke", Now.AddMinutes(5)));

    private static Promise Made(string id, PromiseKind kind, int made, int due) => new()
    {
        Id = id, IncidentId = "inc000000001", UpdateId = "upd000000001", Kind = kind, MadeAt = Now.AddMinutes(made), Due = Now.AddMinutes(due),
    };

    private static SiteSnapshot Snapshot(params Promise[] promises) =>
        Samples.Snapshot([Samples.Component("a", "Messenger", ComponentStatus.MajorOutage)], incidents: [Incident])
            with { Facts = new Dictionary<string, IncidentFacts> { ["inc000000001"] = new() { Promises = promises } } };

    private static async Task<IDocument> Page(string language, params Promise[] promises) =>
        Samples.Parse((await Samples.Renderer.IncidentPage(Samples.Site(), Incident, new([], []), language, Now, new IncidentFacts { Promises = promises })).Html);
}
