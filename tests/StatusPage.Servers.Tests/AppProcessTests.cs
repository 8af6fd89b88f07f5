using System.Net;

namespace StatusPage.Servers.Tests;

public sealed class AppProcessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_program_starts_is_killed_and_starts_again_on_the_same_data()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        await app.Until(() => Task.FromResult(app.Output.Contains("/console/setup/", StringComparison.Ordinal)), Cancelled);
        Assert.True(File.Exists(Path.Combine(app.DataDirectory, "status.db")));
        await app.Kill();
        Assert.False(app.Runs);
        await app.Start(Cancelled);
        using var answer = await app.Client.GetAsync(new Uri("no-such-page", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Asked_to_end_it_ends_within_ten_seconds()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        Assert.InRange(await app.Stop(Cancelled), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("Site__TimeZone", "Mars/Olympus", "Site:TimeZone", "IANA")]
    [InlineData("Site__Url", "ftp://example.com", "Site:Url", "https://")]
    [InlineData("Database__Provider", "Oracle", "Database:Provider", "Sqlite")]
    [InlineData("Mail__From", "nobody", "Mail:From", "status@example.com")]
    [InlineData("Notices__RetrySchedule", "soon", "Notices:RetrySchedule", "5m")]
    public async Task A_wrong_setting_ends_the_start_and_is_named_with_what_it_may_be(string name, string value, string named, string allowed)
    {
        await using var app = new AppProcess(new Dictionary<string, string> { [name] = value });
        var end = await app.Run(["serve"], cancellation: Cancelled);
        Assert.Equal(2, end.Status);
        Assert.Contains(named, end.Errors, StringComparison.Ordinal);
        Assert.Contains(allowed, end.Errors, StringComparison.Ordinal);
    }
}
