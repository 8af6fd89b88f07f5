using System.Net;
using StatusPage.Console;
using StatusPage.Operators;
using StatusPage.Tests.Mail;
using StatusPage.Tests.Notices;

namespace StatusPage.Tests.Console;

public sealed class LedgerPageTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task What_the_server_refused_is_shown_with_its_words_stays_in_sight_and_is_tried_again_by_a_button()
    {
        var component = await app.Component("Sign-in");
        await app.Subscriber("fine@example.com", component);
        await app.Subscriber("refused@example.com", component);
        var incident = await app.Outage("Sign-in is down", component);
        await app.Ledger(incident, l => l.Told == 2);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.Contains("refused@", StringComparison.Ordinal) ? SinkAction.Say("550 5.1.1 <b>no such user</b>") : null;
        await app.Resolve(incident, component);
        await app.Ledger(incident, l => l is { Recovered: 1, Owed: 1 } && l.Notices[^1].Refused == 1);
        using var visitor = await Visitor.As(app, Role.Operator);

        app.Clock.Advance(OwedBoard.Fresh);
        var dashboard = await visitor.Read("/console");
        Assert.Contains("Owed: 1", dashboard.QuerySelector(".owed")!.TextContent, StringComparison.Ordinal);
        var path = dashboard.QuerySelector($"a[href='/console/incidents/{incident.Id}/ledger']")!.GetAttribute("href")!;
        var page = await visitor.Read($"{path}?state=refused");
        var line = Assert.Single(page.QuerySelectorAll(".deliveries > li"));
        Assert.Contains("refused@example.com", line.TextContent, StringComparison.Ordinal);
        Assert.Contains("550 5.1.1 <b>no such user</b>", line.TextContent, StringComparison.Ordinal);

        var kept = await Visitor.Parse(await visitor.Send($"/console/incidents/{incident.Id}/edit", "Delete"), HttpStatusCode.Conflict);
        Assert.Contains("1 of 2 people", kept.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        app.Sink.Behaviour = null;
        using var retried = await visitor.Send(page, "Try again");
        Assert.Equal(HttpStatusCode.Found, retried.StatusCode);
        await app.Ledger(incident, l => l is { Recovered: 2, Owed: 0 });
        Assert.Contains("Owed: 1", (await visitor.Read("/console/audit")).QuerySelector(".owed")!.TextContent, StringComparison.Ordinal);
        app.Clock.Advance(OwedBoard.Fresh);
        Assert.Contains("Nobody is owed", (await visitor.Read("/console")).QuerySelector(".owed")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_debts_stand_by_reason_and_are_written_off_with_one_by_operators_alone()
    {
        var component = await app.Component("Locker");
        await app.Subscriber("locker@example.com", component);
        var incident = await app.Outage("Lockers are shut", component);
        await app.Ledger(incident, l => l.Told >= 1);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.StartsWith("locker@", StringComparison.Ordinal) ? SinkAction.Say("550 5.7.1 not wanted") : null;
        await app.Resolve(incident, component);
        await app.Ledger(incident, l => l.Owed == 1 && l.Notices[^1].Refused == 1);
        app.Sink.Behaviour = null;
        app.Clock.Advance(OwedBoard.Fresh);
        var path = $"/console/incidents/{incident.Id}/ledger";

        using var viewer = await Visitor.As(app, Role.Viewer);
        var seen = await viewer.Read(path);
        Assert.Contains("Resolved, 1 owed", seen.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("550 5.7.1 not wanted", seen.QuerySelector("#unpaid + div")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Resolved, 1 owed", (await viewer.Read("/console/incidents")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(seen.QuerySelectorAll("button"), b => b.TextContent.Contains("Write off", StringComparison.Ordinal));
        Assert.Empty(seen.QuerySelectorAll("a[href*=evidence]"));
        using (var refused = await viewer.Client.GetAsync(new Uri($"{path}/evidence.csv", UriKind.Relative)))
        {
            Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        }

        using var visitor = await Visitor.As(app, Role.Operator);
        var page = await visitor.Read($"{path}?state=refused");
        var again = await Visitor.Parse(await visitor.Send(page, "Write off", ("write_off.reason", " ")), HttpStatusCode.UnprocessableEntity);
        Assert.Contains("Reason", again.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        var elsewhere = await visitor.Read($"{path}?state=refused");
        foreach (var form in elsewhere.Forms.Where(f => f.GetAttribute("action")?.StartsWith(path, StringComparison.Ordinal) == true))
        {
            form.SetAttribute("action", form.GetAttribute("action")!.Replace(incident.Id, "nonesuch0000", StringComparison.Ordinal));
        }

        foreach (var button in new[] { "Write off", "Try again" })
        {
            using var strange = await visitor.Send(elsewhere, button, ("write_off.reason", "Of another incident"));
            Assert.Equal(HttpStatusCode.NotFound, strange.StatusCode);
        }

        using (var done = await visitor.Send(page, "Write off", ("write_off.reason", "<b>Closed</b> the account")))
        {
            Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        }

        visitor.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ko");
        var korean = await visitor.Read(path);
        Assert.Contains("알릴 의무가 없습니다", korean.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("<b>Closed</b> the account", korean.QuerySelector("#unpaid + div")!.TextContent, StringComparison.Ordinal);
        using var evidence = await visitor.Client.GetAsync(new Uri(korean.QuerySelector("a[href$='evidence.csv']")!.GetAttribute("href")!, UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "text/csv"), (evidence.StatusCode, evidence.Content.Headers.ContentType?.MediaType));
        Assert.Contains("locker@example.com", await evidence.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliveries_are_found_by_address_and_by_notice()
    {
        var component = await app.Component("Maps");
        await app.Subscriber("maps-one@example.com", component);
        await app.Subscriber("maps-two@example.com", component);
        var incident = await app.Outage("Maps are down", component);
        await app.Ledger(incident, l => l.Told >= 2);
        using var visitor = await Visitor.As(app, Role.Viewer);

        var page = await visitor.Read($"/console/incidents/{incident.Id}/ledger?q=maps-two");
        Assert.Contains("maps-two@example.com", Assert.Single(page.QuerySelectorAll(".deliveries > li")).TextContent, StringComparison.Ordinal);
        Assert.Empty((await visitor.Read($"/console/incidents/{incident.Id}/ledger?notice=nosuchnotice")).QuerySelectorAll(".deliveries > li"));

        // Paid, so that other tests count only their own debts.
        await app.Resolve(incident, component);
        await app.Ledger(incident, l => l.Owed == 0);
    }

    [Fact]
    public async Task Two_incidents_become_one_by_a_form_and_the_merged_one_offers_nothing_but_the_way_on()
    {
        var component = await app.Component("Twins");
        var (first, second) = (await app.Outage("First \"twin\"", component), await app.Outage("Second twin", component));
        using (var viewer = await Visitor.As(app, Role.Viewer))
        {
            Assert.Null((await viewer.Read($"/console/incidents/{first.Id}")).QuerySelector("select[name='merge.into']"));
        }

        using var visitor = await Visitor.As(app, Role.Operator);
        var page = await visitor.Read($"/console/incidents/{first.Id}");
        using (var none = await visitor.Send(page, "Merge", ("merge.into", "nonesuch0000")))
        {
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }

        using (var done = await visitor.Send(page, "Merge", ("merge.into", second.Id), ("merge.body", "One **cause**.")))
        {
            Assert.Equal($"/console/incidents/{second.Id}", done.Headers.Location!.ToString());
        }

        Assert.Contains("One cause.", (await visitor.Read($"/console/incidents/{second.Id}")).QuerySelector(".updates")!.TextContent, StringComparison.Ordinal);
        var merged = await visitor.Read($"/console/incidents/{first.Id}");
        Assert.NotNull(merged.QuerySelector($"main a[href='/console/incidents/{second.Id}']"));
        Assert.Empty(merged.QuerySelectorAll("main form"));
        var refused = await Visitor.Parse(await visitor.Send(page, "Merge", ("merge.into", second.Id)), HttpStatusCode.Conflict);
        Assert.Contains("Second twin", refused.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await app.Resolve(second, component);
        await app.Ledger(second, l => l.Owed == 0);
    }

    [Fact]
    public async Task The_mail_check_shows_the_conversation_with_the_server()
    {
        using var visitor = await Visitor.As(app, Role.Operator);

        var page = await Visitor.Parse(await visitor.Send("/console/mail", "Send the test message", ("to", "check@example.com")), HttpStatusCode.OK);

        var said = page.QuerySelectorAll(".conversation li").Select(l => l.TextContent).ToList();
        Assert.Contains(said, l => l.Contains("RCPT TO:<check@example.com>", StringComparison.Ordinal));
        Assert.Contains(said, l => l.Contains("250", StringComparison.Ordinal));
        Assert.Contains(app.Mailbox("check@example.com"), _ => true);
    }
}
