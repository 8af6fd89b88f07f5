using System.Text;
using System.Text.RegularExpressions;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Notices;

public sealed partial class NewcomerTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task Who_confirms_during_an_outage_is_told_at_once_how_it_stands_and_later_of_the_recovery_even_a_quiet_one()
    {
        var login = await app.Component("Login");
        var incident = await app.Outage("Login is down", login);
        await app.Get<IncidentService>().Post(incident.Id, new() { Status = IncidentStatus.Identified, Body = "A cable was cut." }, FanOutFixture.Actor);
        await app.Ledger(incident, l => l.Notices.Count == 2);

        await app.Get<SubscriptionService>().Request("new@example.com", SubscriptionScope.Of([login.Id], []), "en", client: null);
        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox("new@example.com").Count == 1), "the confirmation arrives");
        var link = Link().Match(Encoding.UTF8.GetString(app.Mailbox("new@example.com")[0].Content).Replace("=\r\n", "", StringComparison.Ordinal));
        Assert.Equal(ConfirmOutcome.Confirmed, (await app.Get<SubscriptionService>().Confirm(link.Groups[1].Value)).Outcome);

        await app.Ledger(incident, l => l is { Told: 1, Owed: 1 });
        Assert.Contains("A cable was cut.", Encoding.UTF8.GetString(app.Mailbox("new@example.com")[1].Content), StringComparison.Ordinal);
        await app.Resolve(incident, login, deliver: false);
        await app.Ledger(incident, l => l.Recovered == 1);
    }

    [Fact]
    public async Task Who_comes_for_something_else_or_after_it_is_over_is_told_nothing_of_it()
    {
        var (shop, radio) = (await app.Component("Shop"), await app.Component("Radio"));
        var incident = await app.Outage("Shop is down", shop);
        await app.Ledger(incident, l => l.Notices.Count == 1);
        await app.Subscriber("radio@example.com", radio);
        Assert.Equal(0, (await app.Ledger(incident)).Notices[0].Planned);
        await app.Resolve(incident, shop);
        await app.Ledger(incident, l => l.Notices.Count == 2);

        await app.Subscriber("shop@example.com", shop);

        Assert.DoesNotContain(await app.Deliveries(incident), d => d.Address == "shop@example.com");
    }

    [Fact]
    public async Task Who_comes_while_the_news_is_still_being_planned_gets_one_delivery_of_it()
    {
        using var bed = await QueueBed.Create();
        foreach (var reader in (string[])["b", "c", "e"])
        {
            await bed.Reader(reader);
        }

        await bed.Outage(plan: false);
        await bed.PlanChunk(2);
        foreach (var newcomer in (string[])["a", "d"])
        {
            await bed.Reader(newcomer);
            await bed.Test.Database.Write(session => new Newcomers().Activated(session, newcomer, bed.Test.Clock.GetUtcNow()));
        }

        await bed.Plan();

        Assert.Equal(["a", "b", "c", "d", "e"], (await bed.Claim(Lane.Fresh)).Select(c => c.SubscriptionId).Order());
    }

    [GeneratedRegex(@"/confirm/([A-Za-z0-9_\-]+)")]
    private static partial Regex Link();
}
