using StatusPage.Platform.Data;

namespace StatusPage.Tests.Platform;

public sealed class DatabaseTests
{
    [Fact]
    public async Task A_second_start_on_the_same_database_changes_nothing()
    {
        using var test = await TestDatabase.Create();
        var before = await test.Site.Get();
        await new Migrator(test.Database, test.Clock).Run();
        await test.Site.EnsureExists();
        Assert.Equal(before, await test.Site.Get());
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing_and_wakes_nobody()
    {
        using var test = await TestDatabase.Create();
        var before = await test.Site.Version();
        var woken = test.Signal.Next;
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Database.Write(async session =>
        {
            await session.RaiseSiteVersion(test.Clock.GetUtcNow());
            throw new InvalidOperationException();
        }));
        Assert.Equal(before, await test.Site.Version());
        Assert.False(woken.IsCompleted);
    }

    [Fact]
    public async Task A_committed_change_readers_can_see_wakes_the_loops()
    {
        using var test = await TestDatabase.Create();
        var woken = test.Signal.Next;
        await test.Database.Write(session => session.RaiseSiteVersion(test.Clock.GetUtcNow()));
        await woken;
        Assert.Equal(2, await test.Site.Version());
    }
}
