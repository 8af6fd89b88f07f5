using System.IO.Compression;
using System.Text;
using AngleSharp.Dom;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Publishing;
using StatusPage.Tests.Architecture;

namespace StatusPage.Tests.Publishing.Pages;

public sealed class PageTests
{
    private static readonly DateTimeOffset Now = Samples.Now;

    [Theory]
    [InlineData("en", "Messenger and Login are down", "Pay is partly down.", "One other service works.")]
    [InlineData("ko", "Messenger, Login 이용이 중단되었습니다", "Pay 이용에 일부 장애가 있습니다.", "다른 서비스 1개는 정상입니다.")]
    public async Task The_first_line_says_what_is_down_and_what_works(string language, string first, string second, string third)
    {
        var page = await Front(Samples.Snapshot(
            [Down("a", "Messenger"), Down("b", "Login"), Samples.Component("c", "Pay", ComponentStatus.PartialOutage), Samples.Component("d", "Maps")]), language);
        Assert.Equal(first, page.QuerySelector("h1")!.TextContent);
        Assert.Contains(second, page.QuerySelector(".overall p")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(third, page.QuerySelector(".overall p")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calm_day_says_so_and_is_marked_so_that_it_can_be_taken_back()
    {
        var page = await Front(Samples.Snapshot([Samples.Component("a", "Messenger")]), "en");
        Assert.Equal("Everything works", page.QuerySelector("h1[data-calm]")!.TextContent);
        Assert.Equal("Confirmed 18:00 KST.", page.QuerySelector("#confirmed")!.TextContent);
        Assert.NotNull(page.QuerySelector(".state.ok"));
    }

    [Fact]
    public async Task What_cannot_be_confirmed_claims_no_health()
    {
        var page = await Front(Samples.Snapshot([Samples.Component("a", "Messenger")]) with { UnconfirmedSince = Now.AddMinutes(-9) }, "en");
        Assert.Null(page.QuerySelector("[data-calm]"));
        Assert.Equal("Not confirmed since 17:51", page.QuerySelector("#confirmed")!.TextContent);
        Assert.Null(page.QuerySelector(".ok"));
    }

    [Theory]
    [InlineData("en", ", 12 min late")]
    [InlineData("ko", ", 12분 지남")]
    public async Task A_late_promise_says_how_late_it_is_and_a_region_leaves_the_counting_to_the_page(string language, string late)
    {
        var incident = Samples.Incident("Fire", Samples.Update(1, IncidentStatus.Investigating, Now.AddHours(-2), "Smoke", Now.AddMinutes(-12)));
        var rendered = await Samples.Renderer.Front(Samples.Snapshot([Down("a", "Messenger")], incidents: [incident]), language);
        var page = Samples.Parse(rendered.Html);
        Assert.Equal(late, page.QuerySelector(".late .by")!.TextContent);
        var region = Samples.Parse(rendered.Regions.Single(r => r.Id == "i-inc000000001").Html);
        Assert.Equal("", region.QuerySelector(".late .by")!.TextContent);
        Assert.Equal("", region.QuerySelector("[data-since]")!.TextContent);
    }

    [Fact]
    public async Task A_minute_that_changes_nothing_is_no_news()
    {
        var incident = Samples.Incident("Fire", Samples.Update(1, IncidentStatus.Investigating, Now.AddHours(-2), "Smoke"));
        var snapshot = Samples.Snapshot([Samples.Component("a", "Messenger")], incidents: [incident]);
        var before = await Samples.Renderer.Front(snapshot, "en");
        var after = await Samples.Renderer.Front(snapshot with { At = Now.AddMinutes(1) }, "en");
        Assert.NotEqual(before.Html, after.Html);
        Assert.Equal(before.Regions.Where(r => r.Id != "past"), after.Regions.Where(r => r.Id != "past"));
    }

    [Fact]
    public async Task A_correction_shows_when_and_keeps_every_wording()
    {
        var update = Samples.Update(1, IncidentStatus.Identified, Now.AddHours(-2), "first words") with
        {
            Corrections = [new("c1", "second words", true, Now.AddHours(-1)), new("c2", "third words", true, Now.AddMinutes(-30))],
        };
        var page = Samples.Parse((await Samples.Renderer.IncidentPage(Samples.Site(), Samples.Incident("Fire", update), new([], []), "en", Now)).Html);
        Assert.Contains("third words", page.QuerySelector(".said > p")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Corrected at 17:30: what it said before", page.QuerySelector("details summary")!.TextContent);
        var history = page.QuerySelector("details")!.TextContent;
        Assert.True(history.IndexOf("first words", StringComparison.Ordinal) < history.IndexOf("second words", StringComparison.Ordinal));
        Assert.DoesNotContain("third words", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixed_typo_is_called_so_and_what_was_wrong_is_said()
    {
        var update = Samples.Update(1, IncidentStatus.Identified, Now.AddHours(-2), "frist words") with
        {
            Corrections =
            [
                new("c1", "first words", true, Now.AddHours(-1)) { Wrong = "We said 647; it is 709.", Kind = CorrectionKind.Facts, Changes = [new(IncidentFact.Components, "Mail", "Mail, Login")] },
                new("c2", "first words", false, Now.AddMinutes(-30)) { Kind = CorrectionKind.Wording },
            ],
        };
        var page = Samples.Parse((await Samples.Renderer.IncidentPage(Samples.Site(), Samples.Incident("Fire", update), new([], []), "en", Now)).Html);
        Assert.Equal("Wording fixed at 17:30: what it said before", page.QuerySelector("details summary")!.TextContent);
        Assert.Equal("Correction, 17:00: We said 647; it is 709.", page.QuerySelector(".correction")!.TextContent);
        Assert.Equal(("Mail", "Mail, Login"), (page.QuerySelector("del")!.TextContent, page.QuerySelector("ins")!.TextContent));
        Assert.Equal(["As published at 16:00"], page.QuerySelectorAll("details b").Select(b => b.TextContent));
    }

    [Theory]
    [InlineData("en", "What was checked before this was called over: not stated. Not yet back to normal: Mail.", "Mail stays down")]
    [InlineData("ko", "해결을 알리기 전에 무엇을 확인했는지 밝히지 않았습니다. 아직 정상이 아닌 서비스: Mail.", "Mail: 아직 정상이 아님")]
    public async Task A_recovery_says_what_was_checked_or_plainly_that_nobody_said(string language, string silent, string down)
    {
        var update = Samples.Update(2, IncidentStatus.Resolved, Now.AddHours(-1), "Over.") with
        {
            CreatedAt = Now.AddHours(-1), Affected = [new("c1", "Mail", ComponentStatus.MajorOutage, ComponentStatus.PartialOutage), new("c2", "Login", ComponentStatus.MajorOutage, ComponentStatus.Operational)],
        };
        var statement = new RecoveryStatement { FunctionalityCheckedBy = "the mail team", FunctionalityCheckedHow = "sent one", DataChecked = "complete", DataLoss = "none" };
        var stated = update with { Recoveries = [new("s1", 1, update.CreatedAt, statement, [new("c1", "Mail", ComponentStatus.PartialOutage, "waits for parts")])] };
        async Task<AngleSharp.Dom.IDocument> Page(IncidentUpdate last) => Samples.Parse((await Samples.Renderer.IncidentPage(
            Samples.Site(), Samples.Incident("Fire", Samples.Update(1, IncidentStatus.Identified, Now.AddHours(-2), "Fire"), last), new([], []), language, Now)).Html);

        Assert.Equal(silent, (await Page(update)).QuerySelector(".checked-not")!.TextContent);
        Assert.Null((await Page(update with { DisplayAt = update.CreatedAt.AddDays(-1) })).QuerySelector(".checked-not"));
        var page = await Page(stated);
        Assert.Null(page.QuerySelector(".checked-not"));
        Assert.Contains("the mail team", page.QuerySelector(".checked")!.TextContent, StringComparison.Ordinal);
        Assert.Equal((down, "waits for parts"), (page.QuerySelector(".checked dt:last-of-type")!.TextContent, page.QuerySelector(".checked dd:last-of-type")!.TextContent));
    }

    [Fact]
    public async Task Bars_say_their_outages_in_words_and_draw_one_shape_for_each_bad_day()
    {
        var at = Now.AddDays(-20);
        var page = await Front(Samples.Snapshot([Down("a", "Messenger")], changes: c =>
        [
            new(c.Id, at, ComponentStatus.DegradedPerformance), new(c.Id, at.AddMinutes(14), ComponentStatus.Operational),
            new(c.Id, Now.AddMinutes(-132), ComponentStatus.MajorOutage),
        ]), "en");
        var bars = page.QuerySelector(".bars svg")!;
        Assert.Equal("90 days: today down for 2 h 12 min; on 12 Dec degraded for 14 min", bars.GetAttribute("aria-label"));
        Assert.Equal(["o", "d", "m"], bars.QuerySelectorAll("path").Select(p => p.ClassName));
        Assert.Equal("12 Dec: degraded for 14 min", bars.QuerySelector(".d title")!.TextContent);
    }

    [Fact]
    public async Task Components_that_are_shown_only_when_degraded_are_hidden_while_they_work_and_showcase_decides_on_bars()
    {
        var page = await Front(Samples.Snapshot(
        [
            Samples.Component("a", "Hidden", onlyIfDegraded: true), Samples.Component("b", "Shown", ComponentStatus.PartialOutage, onlyIfDegraded: true),
            Samples.Component("c", "Plain", showcase: false),
        ]), "en");
        Assert.Equal(["Shown", "Plain"], page.QuerySelectorAll(".component h2").Select(h => h.TextContent));
        Assert.Single(page.QuerySelectorAll(".bars"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Every_state_renders_with_shape_and_word_in_both_languages(string language)
    {
        foreach (var status in Enum.GetValues<ComponentStatus>())
        {
            var page = await Front(Samples.Snapshot([Samples.Component("a", "Messenger", status)]), language);
            Assert.Matches(@"^\S \S.+|^\S \S", page.QuerySelector(".state")!.TextContent);
        }

        foreach (var status in Enum.GetValues<IncidentStatus>())
        {
            var incident = Samples.Incident("Fire", Samples.Update(1, IncidentStatus.Investigating, Now.AddHours(-3), "Smoke"), Samples.Update(2, status, Now.AddHours(-2), "More"));
            foreach (var impact in Enum.GetValues<Impact>())
            {
                var rendered = await Samples.Renderer.IncidentPage(
                    Samples.Site(), incident with { Fields = incident.Fields with { ImpactOverride = impact } }, new([], []), language, Now);
                Assert.NotEmpty(Samples.Parse(rendered.Html).QuerySelector(".kind")!.TextContent.Trim());
            }
        }
    }

    [Fact]
    public async Task A_month_leads_to_its_neighbours_within_the_sites_life()
    {
        var incident = Samples.Incident("Fire", Samples.Update(1, IncidentStatus.Resolved, Now.AddMonths(-1), "Out"));
        var html = (await Samples.Renderer.Month(Samples.Site(), 2034, 12, [incident], Now.AddMonths(-1), "ko", Now)).Html;
        var page = Samples.Parse(html);
        Assert.Equal("2034년 12월 장애 기록", page.QuerySelector("h1")!.TextContent);
        Assert.Null(page.QuerySelector("[rel=prev]"));
        Assert.Equal("/ko/history/2035-01", page.QuerySelector("[rel=next]")!.GetAttribute("href"));
        Assert.Equal("/ko/incidents/inc000000001", page.QuerySelector(".days a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task First_load_of_forty_components_stays_under_forty_kilobytes()
    {
        var components = Enumerable.Range(0, 40).Select(i => Samples.Component($"c{i:00}", $"Service number {i}", group: $"g{i / 8}")).ToList();
        var groups = Enumerable.Range(0, 5).Select(i => Samples.Group($"g{i}", $"Group {i}")).ToList();
        var incident = Samples.Incident(
            "A fire stopped our southern data centre",
            [.. Enumerable.Range(1, 6).Select(i => Samples.Update(i, IncidentStatus.Identified, Now.AddHours(-7 + i), $"Word number {i}: {string.Concat(Enumerable.Repeat("power is back in one hall. ", 6))}"))]);
        var snapshot = Samples.Snapshot(components, groups, [incident], c => [.. Enumerable.Range(1, 8).SelectMany(i => new StatusChange[]
        {
            new(c.Id, Now.AddDays(-9 * i), ComponentStatus.MajorOutage), new(c.Id, Now.AddDays(-9 * i).AddMinutes(7 * i), ComponentStatus.Operational),
        })]);
        var html = Compressed(Encoding.UTF8.GetBytes((await Samples.Renderer.Front(snapshot, "ko")).Html));
        var files = new[] { "site.css", "site.js", "favicon.svg", "lib/signalr.min.js" }.Sum(f => Compressed(File.ReadAllBytes(Path.Combine(House.Root, "wwwroot", f))));
        Assert.True(html < 10 * 1024, $"the page has {html} bytes");
        Assert.True(html + files < 40 * 1024, $"the first load has {html + files} bytes");
    }

    [Theory]
    [InlineData("en", "and 3 more days")]
    [InlineData("ko", "그 밖에 3일")]
    public async Task Every_troubled_day_is_said_in_words_that_are_read_aloud(string language, string more)
    {
        var snapshot = Samples.Snapshot([Samples.Component("a", "Messenger")], changes: c => [.. Enumerable.Range(1, 13).Reverse().SelectMany(i => new StatusChange[]
        {
            new(c.Id, Now.AddDays(-i), ComponentStatus.MajorOutage), new(c.Id, Now.AddDays(-i).AddMinutes(10 + i), ComponentStatus.Operational),
        })]);
        var page = await Front(snapshot, language);
        var label = page.QuerySelector(".bars svg")!.GetAttribute("aria-label")!;
        var rest = page.QuerySelectorAll(".component .unseen li").Select(l => l.TextContent).ToList();
        Assert.EndsWith(more, label, StringComparison.Ordinal);
        Assert.Equal(3, rest.Count);
        foreach (var i in Enumerable.Range(1, 13))
        {
            Assert.Contains(i > 10 ? rest : [label], words => words.Contains($" {10 + i}{(language == "en" ? " min" : "분")}", StringComparison.Ordinal));
        }
    }

    private static Component Down(string id, string name) => Samples.Component(id, name, ComponentStatus.MajorOutage);

    private static async Task<IDocument> Front(SiteSnapshot snapshot, string language) => Samples.Parse((await Samples.Renderer.Front(snapshot, language)).Html);

    private static long Compressed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var brotli = new BrotliStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        return stream.Length;
    }
}
