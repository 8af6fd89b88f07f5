using StatusPage.Components;
using StatusPage.Platform.Audit;

namespace StatusPage.Tests.Components;

public sealed class StatusHistoryTests
{
    [Fact]
    public async Task A_recovery_recorded_by_a_clock_that_was_put_back_still_comes_after_its_outage()
    {
        using var test = await TestDatabase.Create();
        var id = (await new ComponentService(test.Database, [], test.Audit, test.Clock).Create(new() { Name = "Chat" }, ComponentStatus.Operational, Actor.System)).Id;
        var now = test.Clock.GetUtcNow();
        var cause = new Cause("system", null);
        await test.Database.Write(session => ComponentStore.RecordStatus(session, id, ComponentStatus.MajorOutage, cause, now.AddMinutes(10)));
        await test.Database.Write(session => ComponentStore.RecordStatus(session, id, ComponentStatus.Operational, cause, now.AddMinutes(5)));

        Assert.Equal(ComponentStatus.Operational, (await test.Database.Read(session => ComponentStore.Find(session, id)))!.Status);
        var history = await test.Database.Read(session => ComponentStore.History(session, now.AddDays(-1)));
        Assert.Equal([ComponentStatus.Operational, ComponentStatus.MajorOutage, ComponentStatus.Operational], history[id].Select(c => c.Status));
        Assert.Equal(now.AddMinutes(10), history[id].Last().At);
    }
}
