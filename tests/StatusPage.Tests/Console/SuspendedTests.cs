using System.Net;
using StatusPage.Operators;
using StatusPage.Tests.Notices;
using StatusPage.Tests.Notices.Bounces;

namespace StatusPage.Tests.Console;

public sealed class SuspendedTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task What_came_back_is_shown_with_its_words_and_an_address_is_written_to_again_by_a_button()
    {
        var incident = await app.ToldOutage("Sign-in", "dead@example.com");
        await app.Report(BounceSteps.Failed(app.ReturnsOf("dead@example.com")[0], diagnostic: "550 5.1.1 <b>no such user</b>"));
        using var viewer = await Visitor.As(app, Role.Viewer);
        using var visitor = await Visitor.As(app, Role.Operator);

        var ledger = await visitor.Read($"/console/incidents/{incident.Id}/ledger?state=bounced");
        var line = Assert.Single(ledger.QuerySelectorAll(".deliveries > li"));
        Assert.Contains("Came back", line.TextContent, StringComparison.Ordinal);
        Assert.Contains("550 5.1.1 <b>no such user</b>", line.TextContent, StringComparison.Ordinal);
        using var refused = await visitor.Send(ledger, "Try again");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);

        var people = await visitor.Read("/console/subscribers?state=suspended");
        Assert.Contains("550 5.1.1 <b>no such user</b>", people.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Reactivate", (await viewer.Read("/console/subscribers")).Body!.TextContent, StringComparison.Ordinal);
        using var done = await visitor.Send(people, "Reactivate dead@example.com");
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox("dead@example.com").Count == 2), "it was sent again");
        Assert.Empty((await visitor.Read("/console/subscribers?state=suspended")).QuerySelectorAll("tbody tr"));
    }
}
