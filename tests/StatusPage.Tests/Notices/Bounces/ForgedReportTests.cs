using System.Text;
using StatusPage.Mail.Reports;
using StatusPage.Notices;
using StatusPage.Notices.Bounces;
using StatusPage.Platform;
using StatusPage.Subscriptions;
using StatusPage.Tests.Mail.Reports;

namespace StatusPage.Tests.Notices.Bounces;

/// <summary>Anybody on the internet can send a message to a return address.</summary>
public sealed class ForgedReportTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task Only_a_token_that_was_made_here_changes_anything()
    {
        var incident = await app.ToldOutage("Vault", "victim@example.com", "mallory@example.com");
        var victim = await app.Reader("victim@example.com");
        var delivery = await app.Delivery(incident, "victim@example.com");
        var mine = app.ReturnsOf("mallory@example.com")[0];
        var tag = mine[8..52];
        using var elsewhere = await TestDatabase.Create();
        var key = new LinkTokens(elsewhere.Site);
        await key.Load();
        var other = new ReturnPaths(key, new() { From = new("status@example.com"), PickupDirectory = "", BounceAddress = "bounces@example.com" });
        string[] forged =
        [
            "victim@example.com",
            "bounces@example.com",
            $"bounces+{delivery.NoticeId}{victim.Id}{tag[24..]}@example.com",
            $"bounces+{victim.Id}{delivery.NoticeId}{tag[24..]}@example.com",
            $"bounces+confirmation{victim.Id}{tag[24..]}@example.com",
            $"bounces+{delivery.NoticeId}{victim.Id}{new string('a', 20)}@example.com",
            $"bounces+{delivery.NoticeId}{victim.Id}@example.com",
            $"bounces+{tag[..43]}@example.com",
            $"bounces+{app.Get<LinkTokens>().ManageToken(victim.Id)}@example.com",
            other.Of(delivery.NoticeId, victim.Id)!,
        ];
        foreach (var address in forged)
        {
            Assert.Equal(BounceEffect.None, (await app.Report(BounceSteps.Failed(address), address)).Effect);
            Assert.Equal(BounceEffect.None, (await app.Report(Samples.Complaint($"<{address}>"), address)).Effect);
        }

        Assert.Equal(BounceEffect.None, (await app.Report(Samples.Complaint("", unsubscribe: $"https://status.example.com/unsubscribe/{victim.Id}.{tag}"))).Effect);

        // A genuine token concerns its own reader alone, whomever the report names.
        var aimed = BounceSteps.Failed(mine).Replace("somebody@example.net", "victim@example.com", StringComparison.Ordinal);
        Assert.Equal(((await app.Reader("mallory@example.com")).Id, BounceEffect.Suspended), (await app.Report(aimed)) is var r ? (r.About!.SubscriptionId, r.Effect) : default);
        Assert.Equal(SubscriptionState.Active, (await app.Reader("victim@example.com")).State);
        Assert.Equal(DeliveryState.Accepted, (await app.Delivery(incident, "victim@example.com")).State);
        Assert.Equal(0, await app.Number($"SELECT COUNT(*) FROM bounce WHERE subscription_id = '{victim.Id}'"));
    }

    [Fact]
    public async Task A_report_of_what_was_not_delivered_is_evidence_and_no_more_and_evidence_is_bounded()
    {
        var incident = await app.ToldOutage("Gate", "gate@example.com");
        var mine = app.ReturnsOf("gate@example.com")[0];
        await app.Sql("UPDATE delivery SET state = 'exhausted' WHERE notice_id = @NoticeId", new { (await app.Delivery(incident, "gate@example.com")).NoticeId });
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(i < 50 ? BounceEffect.Kept : BounceEffect.Known, (await app.Report(BounceSteps.Failed(mine))).Effect);
        }

        var reader = await app.Reader("gate@example.com");
        Assert.Equal(SubscriptionState.Active, reader.State);
        Assert.Equal(50, await app.Number($"SELECT COUNT(*) FROM bounce WHERE subscription_id = '{reader.Id}'"));
        await app.Get<SubscriptionService>().Unsubscribe(reader.Id);
        Assert.Equal(BounceEffect.Known, (await app.Report(BounceSteps.Failed(mine))).Effect);
    }

    [Fact]
    public async Task Nonsense_of_any_size_is_passed_over()
    {
        var token = app.Get<ReturnPaths>().Of(Ids.New(), Ids.New())!;
        Assert.Equal(BounceEffect.None, (await app.Report("I am on holiday.", token)).Effect);
        Assert.Equal(BounceEffect.None, (await app.Report("", token)).Effect);
        Assert.Equal(BounceEffect.None, (await app.Report(new string('x', 2 * MailReportReader.Largest), token)).Effect);
        Assert.Equal(BounceEffect.None, (await app.Get<BounceService>().Handle(Encoding.Latin1.GetBytes("\0\u00ff\n\n"), [null, "", "\0"], FanOutFixture.Actor)).Effect);
        // A genuine token of nobody who is here.
        Assert.Equal(BounceEffect.None, (await app.Report(BounceSteps.Failed(token))).Effect);
    }
}
