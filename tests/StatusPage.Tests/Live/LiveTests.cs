using System.Net.WebSockets;
using StatusPage.Live;
using StatusPage.Tests.Publishing;

namespace StatusPage.Tests.Live;

public sealed class LiveTests(PublishingFixture app) : IClassFixture<PublishingFixture>
{
    [Fact]
    public async Task An_open_page_is_told_of_an_update_with_the_regions_that_changed_and_their_order()
    {
        await app.AddComponent("Untouched");
        await app.Published();
        using var client = await LiveClient.Connect(app.Address);
        await client.Watch("/en/", app.Current.Publication!.Version);
        await client.Expect("confirmed");
        var incident = await app.Open("Fire in the hall");
        var told = await client.Expect("regions");
        Assert.Equal(app.Current.Publication!.Version, told.GetProperty("version").GetInt64());
        Assert.Contains("Fire in the hall", told.GetProperty("regions").GetRawText(), StringComparison.Ordinal);
        var page = await app.Text("/en/");
        foreach (var id in told.GetProperty("order").EnumerateArray().Select(i => i.GetString()!))
        {
            Assert.Contains($"data-region=\"{id}\"", page, StringComparison.Ordinal);
        }

        Assert.True(told.GetProperty("regions").EnumerateObject().Count() < told.GetProperty("order").GetArrayLength(), "Regions that did not change were sent.");
        await app.Resolve(incident.Id);
    }

    [Fact]
    public async Task A_page_older_than_the_publication_is_asked_to_fetch_itself()
    {
        using var client = await LiveClient.Connect(app.Address);
        await client.Watch("/ko/", 0);
        await client.Expect("stale");
    }

    [Fact]
    public async Task The_page_of_an_incident_that_ends_says_so_where_it_is_read()
    {
        var incident = await app.Open("Ends");
        using var client = await LiveClient.Connect(app.Address);
        await client.Watch($"/en/incidents/{incident.Id}", app.Current.Publication!.Version);
        await client.Expect("confirmed");
        await app.Resolve(incident.Id);
        Assert.Contains("Over.", (await client.Expect("regions")).GetProperty("regions").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Over.", await app.Text($"/en/incidents/{incident.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_that_comes_due_reaches_open_pages_though_nobody_did_anything()
    {
        var due = app.Clock.GetUtcNow().AddSeconds(5);
        var incident = await app.Open("Silent", due);
        using var client = await LiveClient.Connect(app.Address);
        await client.Watch($"/en/incidents/{incident.Id}", app.Current.Publication!.Version);
        await client.Expect("confirmed");
        for (var i = 0; i < 15; i++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.Contains("and has not come. We are sorry.\\u003C/small", (await client.Expect("regions")).GetProperty("regions").GetRawText().Replace("</small", "\\u003C/small", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        await app.Resolve(incident.Id);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/en/incidents/zzzzzzzzzzzz")]
    [InlineData("")]
    public async Task Only_a_page_that_exists_can_be_watched(string path)
    {
        using var client = await LiveClient.Connect(app.Address);
        await client.Watch(path, 1);
        Assert.Equal("error", (await client.Next()).What);
        Assert.DoesNotContain(path, app.Get<Watchers>().Paths.Where(p => p.Length > 0));
    }

    [Fact]
    public async Task Heartbeats_say_when_the_page_was_last_confirmed()
    {
        using var client = await LiveClient.Connect(app.Address);
        await client.Watch("/en/", app.Current.Publication!.Version);
        await client.Expect("confirmed");
        app.Clock.Advance(Broadcaster.HeartbeatEvery);
        var beat = await client.Expect("confirmed");
        Assert.Equal(app.Current.Publication!.Version, beat.GetProperty("version").GetInt64());
        Assert.NotEmpty(beat.GetProperty("confirmedAt").GetString()!);
    }

    [Fact]
    public async Task Another_sites_page_cannot_connect()
    {
        await Assert.ThrowsAsync<WebSocketException>(() => LiveClient.Connect(app.Address, "https://elsewhere.example"));
        using var own = await LiveClient.Connect(app.Address, $"http://{app.Address.Authority}");
    }
}
