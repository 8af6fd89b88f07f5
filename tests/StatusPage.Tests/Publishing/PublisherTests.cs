using System.Net;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Promises;
using StatusPage.Publishing;

namespace StatusPage.Tests.Publishing;

public sealed class PublisherTests
{
    [Fact]
    public async Task A_burst_of_changes_is_rendered_far_less_often_than_it_changes()
    {
        await using var app = await Start();
        var before = app.Get<Publisher>().Made;
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => app.AddComponent($"Service {i}")));
        await app.Published();
        Assert.Equal(60, app.Current.Publication!.Snapshot.Catalogue.Components.Count);
        Assert.InRange(app.Get<Publisher>().Made - before, 1, 6);
    }

    [Fact]
    public async Task Nothing_is_rendered_while_nothing_changes_and_the_publication_is_confirmed_all_the_same()
    {
        await using var app = await Start();
        var publication = app.Current.Publication!;
        using var first = await app.Ask("/api/v2/status.json");
        await Eventually(app, () => app.Current.ConfirmedAt > publication.Snapshot.At.AddSeconds(10));
        Assert.Same(publication, app.Current.Publication);
        using var later = await app.Ask("/api/v2/status.json");
        Assert.Equal(first.Headers.ETag, later.Headers.ETag);
        Assert.NotEqual(first.Headers.GetValues("x-confirmed-at").Single(), later.Headers.GetValues("x-confirmed-at").Single());
    }

    [Fact]
    public async Task A_promise_that_comes_due_is_public_within_seconds_without_any_change()
    {
        await using var app = await Start();
        var due = app.Clock.GetUtcNow().AddSeconds(40);
        var incident = await app.Open("Late word", due);
        var before = await app.Text($"/en/incidents/{incident.Id}");
        var version = app.Current.Publication!.Version;
        await Eventually(app, () => app.Current.Publication!.Snapshot.At >= due);
        Assert.InRange(app.Clock.GetUtcNow() - due, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(version, app.Current.Publication!.Version);
        Assert.DoesNotContain("and has not come. We are sorry.</small>", before, StringComparison.Ordinal);
        Assert.Contains("and has not come. We are sorry.</small>", await app.Text($"/en/incidents/{incident.Id}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("estimate")]
    [InlineData("estimate_by")]
    [InlineData("plan")]
    public async Task Every_kind_of_promise_that_comes_due_is_public_within_seconds(string word)
    {
        var kind = Wire<PromiseKind>.Parse(word);
        await using var app = await Start();
        var incident = await app.Open("Late promise", app.Clock.GetUtcNow().AddHours(3));
        var due = app.Clock.GetUtcNow().AddSeconds(90);
        await app.Get<PromiseService>().Make(
            incident.Id, new(kind, due, kind == PromiseKind.Estimate ? "a guess" : null, kind == PromiseKind.Estimate ? Confidence.Low : null), Actor.System);
        await app.Published();
        await Eventually(app, () => app.Current.Publication!.Snapshot.At >= due);
        Assert.InRange(app.Clock.GetUtcNow() - due, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Contains("class=\"late\" data-promise", await app.Text($"/en/incidents/{incident.Id}"), StringComparison.Ordinal);
        Assert.Contains("class=\"overdue\"", await app.Text("/en/"), StringComparison.Ordinal);
        Assert.Contains("by ", (await app.Text($"/api/v2/incidents/{incident.Id}/recovery.json")).Split("\"late\":[{\"kind\":\"" + word)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_comes_due_shows_on_the_page_of_an_old_incident_too()
    {
        await using var app = await Start();
        var incident = await app.Open("Long ago");
        await app.Resolve(incident.Id);
        app.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(30));
        await Eventually(app, () => !app.Current.Publication!.Answers.ContainsKey($"/en/incidents/{incident.Id}"));
        Assert.DoesNotContain("class=\"late\"", await app.Text($"/en/incidents/{incident.Id}"), StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("class=\"late\" data-promise=\"report\"", await app.Text($"/en/incidents/{incident.Id}"), StringComparison.Ordinal);
        await Eventually(app, () => app.Current.Publication!.Snapshot.OwingReport.ContainsKey(incident.Id));
        Assert.Contains("Long ago", await app.Text("/en/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_database_pages_are_served_on_then_claim_no_health_and_recover_by_themselves()
    {
        await using var app = await Start();
        await app.AddComponent("Chat");
        await app.Published();
        var green = await app.Text("/en/");
        using (Break(app))
        {
            Assert.Equal(green, await app.Text("/en/"));
            await Eventually(app, () => app.Current.Publication!.Snapshot.UnconfirmedSince is not null);
            Assert.NotEqual(green, await app.Text("/en/"));
            Assert.NotEmpty(await app.Text("/api/v2/summary.json"));
            using var ready = await app.Ask("/health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("database", await ready.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
            using var live = await app.Ask("/health/live");
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            using var old = await app.Ask("/incidents/zzzzzzzzzzzz");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, old.StatusCode);
        }

        await Eventually(app, () => app.Current.Publication!.Snapshot.UnconfirmedSince is null);
        await Eventually(app, () => app.Clock.GetUtcNow() - app.Current.ConfirmedAt < TimeSpan.FromSeconds(20));
        using var again = await app.Ask("/health/ready");
        Assert.True(again.StatusCode == HttpStatusCode.OK, await again.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_history_begins_with_this_month_also_when_nothing_happened_since_the_last()
    {
        await using var app = await Start();
        Assert.Contains("January 2035", await app.Text("/en/history"), StringComparison.Ordinal);
        app.Clock.Set(new(2035, 2, 1, 0, 1, 0, TimeSpan.Zero));
        await Eventually(app, () => app.Current.Publication!.Day.Month == 2);
        Assert.Contains("February 2035", await app.Text("/en/history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incident_just_resolved_stays_part_of_the_publication_for_a_day()
    {
        await using var app = await Start();
        var incident = await app.Open("Over soon");
        await app.Resolve(incident.Id);
        foreach (var path in new[] { $"/en/incidents/{incident.Id}", $"/incidents/{incident.Id}", $"/api/v2/incidents/{incident.Id}.json" })
        {
            Assert.Contains(path, app.Current.Publication!.Answers.Keys);
        }

        app.Clock.Advance(TimeSpan.FromDays(1));
        await Eventually(app, () => !app.Current.Publication!.Answers.ContainsKey($"/en/incidents/{incident.Id}"));
        Assert.Contains("Over soon", await app.Text($"/en/incidents/{incident.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_ask_for_what_does_not_exist_none_of_them_is_turned_away_and_who_asks_for_what_does_is_answered()
    {
        await using var app = await Start();
        var demand = app.Get<Demand>();
        var publication = app.Current.Publication!;
        using var together = new Barrier(300);
        var flood = Enumerable.Range(0, together.ParticipantCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return demand.Render($"/en/incidents/{Ids.New()}", publication);
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToList();
        Assert.NotNull(await demand.Render("/en/history", publication));
        Assert.All(await Task.WhenAll(flood), Assert.Null);
    }

    [Fact]
    public async Task What_is_old_is_kept_up_to_a_bound()
    {
        await using var app = await Start();
        var ids = new List<string>();
        for (var i = 0; i < Demand.MostKept + 5; i++)
        {
            var incident = await app.Incidents.Open(
                new() { Name = $"Old {i}" },
                new() { Status = Incidents.IncidentStatus.Resolved, Body = "Was.", DisplayAt = app.Clock.GetUtcNow().AddDays(-200) }, Actor.System);
            ids.Add(incident.Id);
        }

        await app.Published();
        foreach (var id in ids)
        {
            await app.Text($"/en/incidents/{id}");
        }

        Assert.Equal(Demand.MostKept, app.Get<Demand>().Kept);
        Assert.Contains("Old 0", await app.Text($"/en/incidents/{ids[0]}"), StringComparison.Ordinal);
    }

    private static async Task<PublishingFixture> Start(PublishingFixture? fixture = null)
    {
        var app = fixture ?? new PublishingFixture();
        await app.InitializeAsync();
        return app;
    }

    /// <summary>Moves the clock by seconds until a loop, which runs by itself, has done its work.</summary>
    private static async Task Eventually(PublishingFixture app, Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Publishing alone is looked at: another loop that does not survive a missing database must not end the program under it.</summary>
    /// <summary>Puts a folder where the database was, as a disk that went away does; its return restores it.</summary>
    private static Restorer Break(PublishingFixture app)
    {
        // Its own connections alone: other programs run in this process.
        var database = app.Get<Database>();
        database.Dialect.Release(database.ConnectionString);
        return new(Path.Combine(app.DataDirectory, "status.db"));
    }

    private sealed class Restorer : IDisposable
    {
        private readonly string path;

        public Restorer(string path)
        {
            this.path = path;
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!, "status.db*"))
            {
                File.Move(file, file.Replace("status.db", "away.db", StringComparison.Ordinal));
            }

            Directory.CreateDirectory(path);
        }

        public void Dispose()
        {
            Directory.Delete(path);
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!, "away.db*"))
            {
                File.Move(file, file.Replace("away.db", "status.db", StringComparison.Ordinal));
            }
        }
    }
}
