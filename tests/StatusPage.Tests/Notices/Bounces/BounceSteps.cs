using System.Text;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Notices.Bounces;
using StatusPage.Platform.Data;
using StatusPage.Subscriptions;
using StatusPage.Tests.Mail.Reports;

namespace StatusPage.Tests.Notices.Bounces;

/// <summary>What happens to mail after the server took it.</summary>
internal static class BounceSteps
{
    public const string NoSuchUser = "550 5.1.1 no such user here";

    private static int reports;

    /// <summary>The return addresses of what an address was sent, oldest first.</summary>
    public static IReadOnlyList<string> ReturnsOf(this FanOutFixture app, string address) => [.. app.Mailbox(address).Select(m => m.From)];

    public static Task<BounceResult> Report(this FanOutFixture app, string text, params string[] recipients) =>
        app.Get<BounceService>().Handle(Encoding.UTF8.GetBytes(text), recipients, FanOutFixture.Actor);

    /// <summary>A report of its own each time.</summary>
    public static string Failed(string to, string status = "5.1.1", string diagnostic = NoSuchUser, string action = "failed") => Samples.Report(
        $"Final-Recipient: rfc822; somebody@example.net\nAction: {action}\nStatus: {status}\nRemote-MTA: dns; mx.example.net\nDiagnostic-Code: smtp; {diagnostic}\n",
        to, $"{Interlocked.Increment(ref reports)}@mail.example.com");

    public static async Task<Incident> ToldOutage(this FanOutFixture app, string name, params string[] addresses)
    {
        var component = await app.Component(name);
        foreach (var address in addresses)
        {
            await app.Subscriber(address, component);
        }

        var incident = await app.Outage($"{name} is down", component);
        await app.Ledger(incident, l => l.Told == addresses.Length && l.Notices is [{ Waiting: 0 }]);
        return incident;
    }

    public static async Task<Subscription> Reader(this FanOutFixture app, string address) =>
        Assert.Single(await app.Get<Subscribers>().Search(new(address), 2));

    public static async Task<DeliveryLine> Delivery(this FanOutFixture app, Incident incident, string address, NoticeKind kind = NoticeKind.Outage) =>
        Assert.Single(await app.Deliveries(incident), d => d.Address == address && d.Kind == kind);

    public static Task<long> Number(this FanOutFixture app, string sql) => app.Get<Database>().Read(session => session.Scalar<long>(sql));
}
