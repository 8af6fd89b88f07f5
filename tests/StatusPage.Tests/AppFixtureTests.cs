using StatusPage.Platform;
using StatusPage.Platform.Sites;

namespace StatusPage.Tests;

public sealed class AppFixtureTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task The_program_answers_on_a_port_of_its_own_with_a_prepared_database_in_its_own_folder_and_test_time()
    {
        using var answer = await app.Client.GetAsync(new Uri("/no-such-page", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.NotEqual(0, app.Address.Port);
        var site = await app.Get<SiteStore>().Get(TestContext.Current.CancellationToken);
        Assert.Equal("Example", site.Name);
        Assert.Equal(app.Clock.Now(), site.CreatedAt);
        Assert.True(File.Exists(Path.Combine(app.DataDirectory, "status.db")));
    }
}
