using System.Text.RegularExpressions;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;
using StatusPage.Subscriptions;
using StatusPage.Tests.Mail;

namespace StatusPage.Tests.Notices;

public sealed partial class ReplacementTests(FanOutFixture app) : IClassFixture<FanOutFixture>, IDisposable
{
    private static readonly Actor Operator = new("operator", "op1", "Kim");

    public void Dispose() => app.Sink.Behaviour = null;

    [Fact]
    public async Task What_was_refused_goes_to_the_new_address_once_its_reader_said_yes_and_what_went_to_the_old_stays_on_record()
    {
        var component = await app.Component("Moving");
        var reader = await app.Subscriber("moved-old@example.com", component);
        var incident = await app.Outage("Moving is down", component);
        await app.Ledger(incident, l => l.Told == 1);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.StartsWith("moved-old@", StringComparison.Ordinal) ? SinkAction.Say("550 5.1.1 gone") : null;
        await app.Resolve(incident, component);
        await app.Ledger(incident, l => l.Notices is [_, { Refused: 1 }]);

        await app.Get<AddressReplacement>().Ask(reader.Id, "moved-new@example.com", Operator);
        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox("moved-new@example.com").Count == 1), "the link is sent");
        Assert.Equal((1, "moved-old@example.com"), ((await app.Ledger(incident)).Owed, (await app.Get<SubscriptionService>().Get(reader.Id)).Address));
        var letter = System.Text.Encoding.UTF8.GetString(app.Mailbox("moved-new@example.com")[0].Content).Replace("=\r\n", "", StringComparison.Ordinal);
        Assert.DoesNotContain("moved-old", letter, StringComparison.Ordinal);
        var token = Link().Match(letter).Groups[1].Value;

        using (var said = await app.Client.PostAsync(new Uri($"/subscribe/confirm/{token}", UriKind.Relative), null))
        {
            Assert.True(said.IsSuccessStatusCode);
            Assert.DoesNotContain("moved-old", await said.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await app.Ledger(incident, l => l is { Told: 1, Recovered: 1, Owed: 0 });
        Assert.Equal(2, app.Mailbox("moved-new@example.com").Count);
        Assert.Equal(["moved-old@example.com", "moved-new@example.com"], (await app.Deliveries(incident)).Select(d => d.Address));
        Assert.Equal("moved-old@example.com", Assert.Single((await app.Deliveries(incident))[1].Attempts).Address);
        Assert.Equal(ConfirmOutcome.AlreadyActive, (await app.Get<SubscriptionService>().Confirm(token)).Outcome);
        var entries = await app.Get<AuditStore>().List(1000);
        Assert.Contains(entries, e => e is { Action: "replacement_asked", ActorName: "Kim" } && e.SubjectId == reader.Id);
        Assert.Contains(entries, e => e.Action == "address_replaced" && e.SubjectId == reader.Id && e.Detail!.Contains("Kim", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_is_subscribed_takes_nobodys_place_and_asking_again_takes_the_former_back()
    {
        var (reader, other) = (await app.Subscriber("asks@example.com", await app.Component("Asked")), await app.Subscriber("taken@example.com", await app.Component("Taken")));
        var replacement = app.Get<AddressReplacement>();
        foreach (var bad in new[] { "taken@example.com", "ASKS@example.com", "nonsense", "" })
        {
            await Assert.ThrowsAsync<InvalidInputException>(() => replacement.Ask(reader.Id, bad, Operator));
        }

        await Assert.ThrowsAsync<NotFoundException>(() => replacement.Ask("nonesuch0000", "x@example.com", Operator));
        var first = await replacement.Ask(reader.Id, "asks-first@example.com", Operator);
        await Assert.ThrowsAsync<InvalidInputException>(() => replacement.Ask(other.Id, "asks-first@example.com", Operator));
        await Assert.ThrowsAsync<RuleViolationException>(() => replacement.Ask(first.Id, "x@example.com", Operator));
    }

    [Fact]
    public async Task It_is_asked_for_a_few_times_a_day_and_comes_to_nothing_once_the_reader_left()
    {
        var reader = await app.Subscriber("often@example.com", await app.Component("Often"));
        var replacement = app.Get<AddressReplacement>();
        for (var i = 0; i < 5; i++)
        {
            await replacement.Ask(reader.Id, $"often{i}@example.com", Operator);
        }

        await Assert.ThrowsAsync<RuleViolationException>(() => replacement.Ask(reader.Id, "often6@example.com", Operator));
        Assert.Single(await app.Get<Subscribers>().Search(new("often", SubscriptionState.Pending), 10));
        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox("often4@example.com").Count == 1), "the link is sent");
        var token = Link().Match(System.Text.Encoding.UTF8.GetString(app.Mailbox("often4@example.com")[0].Content).Replace("=\r\n", "", StringComparison.Ordinal)).Groups[1].Value;

        await app.Get<SubscriptionService>().Unsubscribe(reader.Id);

        Assert.Equal(ConfirmOutcome.Unknown, (await app.Get<SubscriptionService>().Confirm(token)).Outcome);
        Assert.Empty(await app.Get<Subscribers>().Search(new("often"), 10));
    }

    [GeneratedRegex("/subscribe/confirm/([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
