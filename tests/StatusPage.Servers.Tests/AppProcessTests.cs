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
}
