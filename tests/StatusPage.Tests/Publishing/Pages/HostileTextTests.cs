using AngleSharp.Dom;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Publishing;
using StatusPage.Publishing.Pages;

namespace StatusPage.Tests.Publishing.Pages;

public sealed class HostileTextTests
{
    private const string Evil = "<script>alert(1)</script>\"'><img src=//evil.example/x onerror=alert(1)> <!-- </title></style> \u202egnp.exe &lt;b&gt;";

    private const string EvilBody = """
        <script>alert(1)</script> [a](javascript:alert(1)) ![b](https://evil.example/p.png) <style>*{display:none}</style>
        <span data-since="2020-01-01T00:00:00Z">x</span> [q](https://example.com/"onmouseover="alert(1)) <https://example.com/>
        """;

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Nothing_that_people_write_becomes_markup_on_any_page(string language)
    {
        foreach (var rendered in await AllPages(language))
        {
            var page = Samples.Parse(rendered.Html);
            Assert.Single(page.QuerySelectorAll("h1"));
            Assert.All(page.Scripts, s => Assert.StartsWith("/assets/", s.GetAttribute("src"), StringComparison.Ordinal));
            Assert.Empty(page.QuerySelectorAll("img, style, iframe, object, embed, base, [style], script:not([src])"));
            Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(page.All, e => e.GetAttribute("href")?.StartsWith("javascript", StringComparison.OrdinalIgnoreCase) == true);
            Assert.Empty(page.QuerySelectorAll("[data-since^='2020']"));
            Assert.DoesNotContain(page.Descendants<IComment>(), _ => true);
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task No_page_asks_anything_of_another_host(string language)
    {
        foreach (var rendered in await AllPages(language))
        {
            var page = Samples.Parse(rendered.Html);
            var loads = page.QuerySelectorAll("script, link[rel=stylesheet], link[rel=icon], img, source, iframe, form, use")
                .Select(e => e.GetAttribute("src") ?? e.GetAttribute("href") ?? e.GetAttribute("action")).OfType<string>();
            Assert.All(loads, l => Assert.Matches("^/[^/]", l));
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Names_cannot_turn_the_direction_of_the_sentence_around_them(string language)
    {
        foreach (var rendered in await AllPages(language))
        {
            var page = Samples.Parse(rendered.Html);
            Assert.DoesNotContain('\u202e', page.Title!);
            Assert.All(page.QuerySelectorAll("h1, h2, h3, .soft, [aria-label]"), e => Assert.DoesNotContain('\u202e', e.TextContent + e.GetAttribute("aria-label")));
        }
    }

    private static async Task<IReadOnlyList<RenderedPage>> AllPages(string language)
    {
        var now = Samples.Now;
        var site = Samples.Site(Evil);
        var update = Samples.Update(2, IncidentStatus.Identified, now.AddMinutes(-30), EvilBody, now.AddMinutes(-5)) with
        {
            Affected = [new("c1", Evil, ComponentStatus.Operational, ComponentStatus.MajorOutage)],
            Corrections = [new("k1", EvilBody, true, now.AddMinutes(-20)), new("k2", EvilBody, true, now.AddMinutes(-10)) { Wrong = Evil, Changes = [new(IncidentFact.Name, Evil, Evil)] }],
        };
        var incident = Samples.Incident(Evil, Samples.Update(1, IncidentStatus.Investigating, now.AddHours(-1), EvilBody), update);
        incident = incident with { Fields = incident.Fields with { EffectCan = Evil, EffectCannot = Evil }, ComponentIds = ["c1"] };
        var over = incident with
        {
            Id = "i2",
            Updates =
            [
                .. incident.Updates, Samples.Update(3, IncidentStatus.Resolved, now.AddMinutes(-3), EvilBody) with
                {
                    Recoveries = [new("s1", 1, now, new()
                    {
                        FunctionalityCheckedBy = Evil, FunctionalityCheckedHow = Evil, DataChecked = Evil, DataLoss = Evil, DataLossFrom = now, DataLossUntil = now,
                    }, [new("c1", Evil, ComponentStatus.MajorOutage, Evil)])],
                },
            ],
        };
        var components = new[] { Samples.Component("c1", Evil, ComponentStatus.MajorOutage, "g1"), Samples.Component("c2", Evil) }
            .Select(c => c with { Fields = c.Fields with { Description = Evil } }).ToList();
        var group = Samples.Group("g1", Evil);
        group = group with { Fields = group.Fields with { Description = Evil } };
        var facts = new IncidentFacts { Plan = PlanPageTests.Plan(Evil), Promises = [new() { Id = "p1", IncidentId = incident.Id, UpdateId = update.Id, Kind = PromiseKind.Estimate, MadeAt = now.AddMinutes(-5), Due = now.AddMinutes(5), Basis = Evil, Confidence = Confidence.Low }] };
        var snapshot = Samples.Snapshot(components, [group], [incident], site: site) with { Facts = new Dictionary<string, IncidentFacts> { [incident.Id] = facts } };
        var renderer = Samples.Renderer;
        return
        [
            await renderer.Front(snapshot, language), await renderer.IncidentPage(site, incident, snapshot.Catalogue, language, now, facts),
            await renderer.IncidentPage(site, over, snapshot.Catalogue, language, now),
            await renderer.Month(site, 2035, 1, [incident], now.AddYears(-1), language, now), await renderer.NotFound(site, language),
            await renderer.Still(
                renderer.Context(site, language, now), Evil, PagePaths.Subscribe,
                SubscribeForm.Of(SubscribeInput.Empty(language) with { Email = Evil }, SubscribeInput.NoErrors, snapshot.Catalogue, renderer.Context(site, language, now))),
        ];
    }
}
