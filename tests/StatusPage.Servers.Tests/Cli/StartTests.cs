using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace StatusPage.Servers.Tests.Cli;

/// <summary>A start that cannot succeed ends at once with a sentence that names what to change, and status 2.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Site__TimeZone", "Mars", "Site:TimeZone", "IANA time zone such as Asia/Seoul")]
    [InlineData("Site__Url", "ftp://example.com", "Site:Url", "https://")]
    [InlineData("Site__TrustedProxies", "proxy.example.com", "Site:TrustedProxies", "10.0.0.0/8")]
    [InlineData("Mail__From", "nobody", "Mail:From", "status@example.com")]
    [InlineData("Mail__BounceAddress", "nobody", "Mail:BounceAddress", "bounces@example.com")]
    [InlineData("Mail__Port", "x", "Mail:Port", "65535")]
    [InlineData("Notices__RetrySchedule", "soon", "Notices:RetrySchedule", "5m")]
    [InlineData("Database__Provider", "Oracle", "Database:Provider", "Sqlite")]
    [InlineData("ConnectionStrings__StatusPage", "Colour=Red", "ConnectionStrings:StatusPage", "Data Source")]
    [InlineData("Data__Directory", "/proc/here", "Data:Directory", "a folder that can be written")]
    public async Task A_wrong_setting(string name, string value, string named, string allowed)
    {
        await using var app = new AppProcess();
        app.Set(name, value);
        await RefusesToStart(app, named, allowed);
    }

    [Fact]
    public async Task A_second_service_on_the_same_database_until_the_first_has_ended_however_it_ended()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        await RefusesToStart(app, "status.db cannot be served", "One process at a time");
        await app.Kill();
        await app.Start(Cancelled);
        await app.Stop(Cancelled);
        Assert.Equal(0, app.ExitCode);
    }

    [Fact]
    public async Task An_address_that_is_taken()
    {
        await using var app = new AppProcess();
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var end = await app.Run(["serve", "--urls", "http://127.0.0.1:" + port], cancellation: Cancelled);
        Assert.Equal(2, end.Status);
        Assert.Contains(port, end.Errors.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.EndsWith("Give another one with --urls.", end.Errors.TrimEnd(), StringComparison.Ordinal);
    }

    private static async Task RefusesToStart(AppProcess app, string named, string said)
    {
        var began = Stopwatch.GetTimestamp();
        var end = await app.Run(["serve", "--urls", "http://127.0.0.1:0"], cancellation: Cancelled);
        Assert.True(end.Status == 2, end.Output + end.Errors);
        Assert.Contains(named, end.Errors, StringComparison.Ordinal);
        Assert.Contains(said, end.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Output + end.Errors, StringComparison.Ordinal);
        // Loose, since the machine may be busy: what matters is that it does not hang or retry.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
