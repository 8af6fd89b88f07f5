using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Subscriptions;
using StatusPage.Tests.Mail;

namespace StatusPage.Tests.Notices;

public sealed class FanOutTests(FanOutFixture app) : IClassFixture<FanOutFixture>, IDisposable
{
    public void Dispose() => app.Sink.Behaviour = null;

    [Fact]
    public async Task Recovery_reaches_everyone_told_even_after_their_component_was_removed()
    {
        var messenger = await app.Component("Messenger");
        await app.Subscriber("removed@example.com", messenger);
        var incident = await app.Outage("Messenger is down", messenger);
        await app.Ledger(incident, l => l.Told == 1);

        await app.Get<IncidentService>().Change(incident.Id, f => f with { Name = "Renamed" }, [], FanOutFixture.Actor);
        await app.Get<ComponentService>().Delete(messenger.Id, FanOutFixture.Actor);
        await app.Resolve(incident);

        var ledger = await app.Ledger(incident, l => l.Recovered == 1);
        Assert.Equal((1, 0), (ledger.Told, ledger.Owed));
        Assert.Equal(2, app.Mailbox("removed@example.com").Count);
    }

    [Fact]
    public async Task A_quiet_recovery_still_reaches_everyone_who_was_told_and_nobody_else()
    {
        var pay = await app.Component("Pay");
        await app.Subscriber("told@example.com", pay);
        var incident = await app.Outage("Pay is down", pay);
        await app.Ledger(incident, l => l.Told == 1);
        await app.ComesToCareFor(pay, "later@example.com");

        await app.Resolve(incident, pay, deliver: false);

        await app.Ledger(incident, l => l.Recovered == 1);
        Assert.Empty(app.Mailbox("later@example.com"));
    }

    [Fact]
    public async Task A_loud_recovery_also_reaches_whoever_matches_now()
    {
        var taxi = await app.Component("Taxi");
        var incident = await app.Outage("Taxi is down", taxi);
        await app.Ledger(incident, l => l.Notices.Count == 1);
        await app.Subscriber("newcomer@example.com", taxi);

        await app.Resolve(incident, taxi);

        await app.Ledger(incident, l => l is { Told: 1, Recovered: 1 });
    }

    [Fact]
    public async Task Reopening_starts_owing_again()
    {
        var maps = await app.Component("Maps");
        await app.Subscriber("maps@example.com", maps);
        var incident = await app.Outage("Maps are down", maps);
        await app.Ledger(incident, l => l.Told == 1);
        await app.Resolve(incident, maps);
        await app.Ledger(incident, l => l.Owed == 0);

        await app.Get<IncidentService>().Post(incident.Id, new() { Status = IncidentStatus.Identified, Body = "It is back." }, FanOutFixture.Actor);
        Assert.Equal(1, (await app.Ledger(incident)).Owed);

        await app.Ledger(incident, l => l.Notices is [_, _, { Kind: NoticeKind.Update, Accepted: 1 }]);
        await app.Resolve(incident, maps);
        await app.Ledger(incident, l => l is { Owed: 0, Recovered: 1 });
        Assert.Equal(4, app.Mailbox("maps@example.com").Count);
    }

    [Fact]
    public async Task Who_unsubscribes_is_released_at_once_and_gets_nothing_more()
    {
        var mail = await app.Component("Mail");
        var reader = await app.Subscriber("leaves@example.com", mail);
        var incident = await app.Outage("Mail is down", mail);
        await app.Ledger(incident, l => l.Told == 1);

        await app.Get<SubscriptionService>().Unsubscribe(reader.Id);
        await app.Resolve(incident, mail);

        var ledger = await app.Ledger(incident, l => l.Notices.Count == 2);
        Assert.Equal((1, 1, 0, 0), (ledger.Told, ledger.Released, ledger.Owed, ledger.Recovered));
        Assert.Single(app.Mailbox("leaves@example.com"));
    }

    [Fact]
    public async Task A_refused_recovery_stays_owed_with_the_servers_words_until_it_is_tried_again()
    {
        var login = await app.Component("Login");
        await app.Subscriber("refused@example.com", login);
        var incident = await app.Outage("Login is down", login);
        await app.Ledger(incident, l => l.Told == 1);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.Contains("refused@", StringComparison.Ordinal) ? SinkAction.Say("550 5.1.1 no such user") : null;
        await app.Resolve(incident, login);

        await app.Ledger(incident, l => l.Notices is [_, { Refused: 1 }]);
        Assert.Equal(1, (await app.Ledger(incident)).Owed);
        var refused = Assert.Single(await app.Deliveries(incident), d => d.State == DeliveryState.Refused);
        Assert.Contains("no such user", refused.Words, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor));

        app.Sink.Behaviour = null;
        await app.Get<LedgerService>().Retry(refused.NoticeId, refused.SubscriptionId, FanOutFixture.Actor);
        await app.Ledger(incident, l => l.Owed == 0);
        await app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor);
    }

    [Fact]
    public async Task What_is_put_off_is_tried_by_the_schedule_and_then_listed_as_exhausted()
    {
        var blog = await app.Component("Blog");
        await app.Subscriber("full@example.com", blog);
        var incident = await app.Outage("Blog is down", blog);
        await app.Ledger(incident, l => l.Told == 1);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.Contains("full@", StringComparison.Ordinal) ? SinkAction.Say("452 4.2.2 mailbox full") : null;
        await app.Resolve(incident, blog);

        // Time goes on until the lane has seen it: it may just be about to wait when the clock moves.
        Ledger ledger = null!;
        await FanOutFixture.Until(async () =>
        {
            app.Clock.Advance(TimeSpan.FromSeconds(10));
            return (ledger = await app.Ledger(incident)).Exhausted == 1;
        }, "it is exhausted");
        Assert.Equal(0, ledger.Owed);
        var ended = (await app.Deliveries(incident)).Single(d => d.State == DeliveryState.Exhausted);
        Assert.Equal(3, ended.Attempts.Count);
        Assert.All(ended.Attempts, a => Assert.Contains("mailbox full", a.Words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_away_uses_up_nobodys_attempts()
    {
        var shop = await app.Component("Shop");
        for (var i = 0; i < 20; i++)
        {
            await app.Subscriber($"away{i}@example.com", shop);
        }

        app.Sink.Behaviour = (stage, _) => stage == SinkStage.Mail ? SinkAction.SayAndClose("421 4.3.2 shutting down") : null;
        var incident = await app.Outage("Shop is down", shop);
        await FanOutFixture.Until(async () => (await app.Get<LedgerService>().Queue()).Paused is not null, "sending pauses");
        for (var i = 0; i < 5; i++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.DoesNotContain(await app.Deliveries(incident), d => d.Attempts.Count > 0);
        app.Sink.Behaviour = null;
        await FanOutFixture.Until(async () =>
        {
            app.Clock.Advance(TimeSpan.FromSeconds(5));
            return (await app.Ledger(incident)).Told == 20;
        }, "all are told once it is back");
        Assert.DoesNotContain(await app.Deliveries(incident), d => d.Attempts.Count > 0);
        Assert.Null((await app.Get<LedgerService>().Queue()).Paused);
    }

    [Fact]
    public async Task What_a_dead_node_had_claimed_is_sent_again_as_the_same_message_and_counts_as_told()
    {
        var wiki = await app.Component("Wiki");
        await app.Subscriber("twice@example.com", wiki);
        var incident = await app.Outage("Wiki is down", wiki);
        await app.Ledger(incident, l => l.Told == 1);
        await app.Sql("UPDATE delivery SET state = 'sending', lease_owner = 'dead', lease_until = @at WHERE notice_id IN (SELECT id FROM notice WHERE incident_id = @id)",
            new { at = app.Clock.Now().AddSeconds(-1), id = incident.Id });

        await app.Get<LeaseJob>().Run(CancellationToken.None);

        Assert.Equal(1, (await app.Ledger(incident)).Told);
        await app.Ledger(incident, l => l.Notices is [{ Accepted: 1 }]);
        Assert.Equal(2, app.Mailbox("twice@example.com").Count);
        Assert.Single(app.Mailbox("twice@example.com").Select(m => Header(m, "Message-ID")).Distinct());
    }

    [Fact]
    public async Task A_backdated_incident_is_told_to_nobody_and_changes_no_component()
    {
        var docs = await app.Component("Docs");
        await app.Subscriber("docs@example.com", docs);
        var incident = await app.Get<IncidentService>().Open(
            new() { Name = "Long ago" },
            new() { Status = IncidentStatus.Resolved, Components = FanOutFixture.Down(docs), DisplayAt = app.Clock.Now().AddDays(-30) }, FanOutFixture.Actor);

        await app.Get<NoticePlanner>().PlanAll(CancellationToken.None);

        Assert.Empty((await app.Ledger(incident)).Notices);
        Assert.Equal(ComponentStatus.Operational, (await app.Get<ComponentService>().Get(docs.Id)).Status);
        Assert.Equal(app.Clock.Now().AddDays(-30), incident.CreatedAt);
    }

    [Fact]
    public async Task What_is_said_of_a_backdated_incident_afterwards_is_told()
    {
        var film = await app.Component("Film");
        await app.Subscriber("film@example.com", film);
        var incident = await app.Get<IncidentService>().Open(
            new() { Name = "Since this morning" },
            new() { Status = IncidentStatus.Investigating, Components = FanOutFixture.Down(film), DisplayAt = app.Clock.Now().AddHours(-3) }, FanOutFixture.Actor);
        await app.Get<IncidentService>().Post(incident.Id, new() { Status = IncidentStatus.Identified, Body = "Found." }, FanOutFixture.Actor);
        await app.Ledger(incident, l => l is { Told: 1, Notices.Count: 1 });
        await app.Resolve(incident, film);
        await app.Ledger(incident, l => l.Recovered == 1);
    }

    [Fact]
    public async Task The_number_told_beforehand_is_the_number_told()
    {
        var (chat, call) = (await app.Component("Chat"), await app.Component("Call"));
        await app.Subscriber("chat@example.com", chat);
        await app.Subscriber("call@example.com", call);
        var ledger = app.Get<LedgerService>();
        Assert.Equal(1, await ledger.WouldBeTold(null, [chat.Id]));
        var incident = await app.Outage("Chat is down", chat);
        await app.Ledger(incident, l => l.Told == 1);
        await app.Get<IncidentService>().Change(incident.Id, f => f, [], FanOutFixture.Actor);

        Assert.Equal(2, await ledger.WouldBeTold(incident.Id, [call.Id]));
        Assert.Equal(0, await ledger.WouldBeTold(incident.Id, [call.Id], quiet: true));
        Assert.Equal(1, await ledger.WouldBeTold(incident.Id, [call.Id], quiet: true, resolves: true));
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_written_does_not_stop_the_others()
    {
        var game = await app.Component("Game");
        await app.Sql("CREATE TRIGGER broken BEFORE UPDATE ON delivery WHEN NEW.words LIKE '%unwritable%' BEGIN SELECT RAISE(ABORT, 'a fault of its own'); END");
        try
        {
            app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.Contains("bad@", StringComparison.Ordinal) ? SinkAction.Say("550 5.1.1 unwritable") : null;
            await app.Subscriber("bad@example.com", game);
            await app.Subscriber("good@example.com", game);
            var incident = await app.Outage("Game is down", game);
            await app.Ledger(incident, l => l.Notices is [{ Accepted: 1 }]);
            await app.Resolve(incident, game);
            await app.Ledger(incident, l => l.Recovered == 1);
        }
        finally
        {
            await app.Sql("DROP TRIGGER broken");
        }
    }

    [Fact]
    public async Task A_correction_is_told_to_those_who_had_what_it_corrects()
    {
        var news = await app.Component("News");
        await app.Subscriber("news@example.com", news);
        var incident = await app.Outage("News is down", news, body: "All of it.");
        await app.Ledger(incident, l => l.Told == 1);
        await app.ComesToCareFor(news, "newsletter@example.com");

        await app.Get<IncidentService>().Correct(incident.Id, incident.Latest.Id, new("Half of it."), FanOutFixture.Actor);

        await app.Ledger(incident, l => l.Notices is [_, { Kind: NoticeKind.Correction, Accepted: 1, Planned: 1 }]);
        Assert.Equal(2, app.Mailbox("news@example.com").Count);
        Assert.Empty(app.Mailbox("newsletter@example.com"));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_one_message_costs_that_message_an_attempt_and_no_other()
    {
        var feed = await app.Component("Feed");
        await app.Subscriber("poison@example.com", feed);
        await app.Subscriber("healthy@example.com", feed);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Content && address.Contains("poison@", StringComparison.Ordinal) ? SinkAction.Close : null;

        var incident = await app.Outage("Feed is down", feed);

        await app.Ledger(incident, l => l.Notices is [{ Accepted: 1, Waiting: 1 }]);
        await FanOutFixture.Until(async () => (await app.Deliveries(incident)).Any(d => d.Address == "poison@example.com" && d.State == DeliveryState.Waiting), "it waits");
        Assert.Single(app.Mailbox("healthy@example.com"));
    }

    [Fact]
    public async Task Deleting_is_refused_while_the_recovery_has_not_been_planned()
    {
        var radio = await app.Component("Radio");
        await app.Subscriber("radio@example.com", radio);
        var incident = await app.Outage("Radio is down", radio);

        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor));

        Assert.Matches("owed a word|on their way", refusal.Message);
    }

    internal static string Header(SinkMessage message, string name) =>
        System.Text.Encoding.UTF8.GetString(message.Content).Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n").First(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
}
