using Microsoft.Extensions.Logging.Abstractions;
using StatusPage.Components;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Sites;
using StatusPage.Publishing;
using StatusPage.Tests.Publishing.Pages;

namespace StatusPage.Tests.Publishing;

public sealed class StartTests
{
    [Fact]
    public async Task What_cannot_be_published_at_the_start_does_not_end_the_program_and_is_tried_again()
    {
        using var test = await TestDatabase.Create();
        await new ComponentService(test.Database, [], test.Audit, test.Clock).Create(new() { Name = "Chat" }, ComponentStatus.Operational, Actor.System);
        await test.Database.Write(session => session.Execute("UPDATE component_status_change SET status = 'nonsense'"));
        var current = new CurrentPublication();
        using var publisher = new Publisher(
            new(test.Database, test.Site), new(Samples.Renderer, new SiteOptions("Example", "https://status.example.com", "Asia/Seoul", ["en", "ko"], "en")),
            current, test.Site, test.Signal, test.Clock, NullLogger<Publisher>.Instance);

        await publisher.StartAsync(CancellationToken.None);
        Assert.Null(current.Publication);

        await test.Database.Write(session => session.Execute("UPDATE component_status_change SET status = 'operational'"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (current.Publication is null)
        {
            test.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }

        await publisher.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_comes_due_is_public_within_fifteen_seconds_where_nothing_runs_but_the_publisher()
    {
        using var house = await StatusPage.Tests.Promises.PromiseHouse.Create();
        var incident = await house.Open(house.Draft(StatusPage.Incidents.PromiseKind.Plan, TimeSpan.FromMinutes(10)));
        var current = new CurrentPublication();
        using var publisher = new Publisher(
            new(house.Test.Database, house.Test.Site), new(Samples.Renderer, new SiteOptions("Example", "https://status.example.com", "Asia/Seoul", ["en", "ko"], "en")),
            current, house.Test.Site, house.Test.Signal, house.Clock, NullLogger<Publisher>.Instance);
        await publisher.StartAsync(CancellationToken.None);
        var due = house.Now.AddMinutes(10);
        bool IsLate() => current.Publication!.Pages[$"/en/incidents/{incident.Id}"].Html.Contains("class=\"late\" data-promise=\"plan\"", StringComparison.Ordinal);
        house.Clock.Set(due.AddSeconds(-1));
        Assert.False(IsLate());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!IsLate())
        {
            house.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        Assert.InRange(house.Now - due, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await publisher.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("0001-01-01", "Asia/Seoul", 90)]
    [InlineData("9999-12-31", "America/New_York", 0)]
    [InlineData("2034-01-01", "Asia/Seoul", 90)]
    public async Task A_start_date_at_the_end_of_time_that_is_in_the_database_is_shown_as_any_other(string day, string zone, int known)
    {
        using var test = await TestDatabase.Create();
        var id = (await new ComponentService(test.Database, [], test.Audit, test.Clock).Create(new() { Name = "Chat" }, ComponentStatus.Operational, Actor.System)).Id;
        await test.Site.Change(null, null, zone, Actor.System);
        await test.Database.Write(session => session.Execute("UPDATE component SET start_date = @day", new { day }));
        var snapshot = await new SnapshotReader(test.Database, test.Site).Read(test.Clock.GetUtcNow());
        Assert.Equal(known, snapshot.Uptimes[id].Days.Count(d => d.Known));
    }
}
