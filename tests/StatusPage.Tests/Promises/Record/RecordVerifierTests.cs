using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Promises;
using StatusPage.Promises.Record;

namespace StatusPage.Tests.Promises.Record;

/// <summary>Rows of a real database, altered behind the program's back.</summary>
public sealed class RecordVerifierTests : IAsyncLifetime
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private TestDatabase test = null!;
    private string promiseId = "";

    public async ValueTask InitializeAsync()
    {
        test = await TestDatabase.Create();
        var book = new PromiseBook(new(TimeSpan.FromDays(14), TimeSpan.FromMinutes(15)));
        await test.Database.Write(async session =>
        {
            await IncidentStore.Insert(session, "i", new() { Name = "Fire" }, backfilled: false, test.Clock.Now());
            await IncidentStore.InsertUpdate(session, new()
            {
                Id = "u", IncidentId = "i", Seq = 1, Status = IncidentStatus.Investigating, OriginalBody = "We look.", CreatedAt = test.Clock.Now(), DisplayAt = test.Clock.Now(),
                DeliverNotifications = true, Affected = [], Corrections = [], NextUpdateBy = null,
            });
            for (var n = 0; n < 5; n++)
            {
                promiseId = (await book.Make(session, "i", "u", new(PromiseKind.Estimate, test.Clock.Now().AddHours(n + 1), "Parts come.", Confidence.Low), test.Clock.Now())).Id;
                test.Clock.Advance(TimeSpan.FromMinutes(1));
            }
        });
    }

    public ValueTask DisposeAsync()
    {
        test.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_nobody_touched_holds_and_so_does_its_head_later()
    {
        var check = await Verify();
        Assert.Equal((0, 9L), (check.Found, check.Entries));
        Assert.Equal(0, (await Verify(new(check.Entries, check.Head))).Found);
    }

    [Theory]
    [InlineData("UPDATE promise SET due_at = due_at + 1 WHERE id = @promiseId", "its due time is")]
    [InlineData("UPDATE promise SET basis = NULL WHERE id = @promiseId", "its basis is nothing")]
    [InlineData("UPDATE promise SET ending = 'kept', ended_at = 1 WHERE id = @promiseId", "its ending is kept, and the record says nothing")]
    [InlineData("UPDATE promise SET kind = 'plan' WHERE id = @promiseId", "its kind is plan")]
    [InlineData("DELETE FROM promise WHERE id = @promiseId", "was deleted")]
    [InlineData("INSERT INTO promise (id, incident_id, update_id, kind, made_at, due_at) VALUES ('planted', 'i', 'u', 'report', 1, 2)", "The promise planted (report) of the incident i is not in the record.")]
    [InlineData("DELETE FROM record_entry WHERE seq = 4", "Entry 4 is missing.")]
    [InlineData("DELETE FROM record_entry WHERE seq = 1", "Entry 1 is missing.")]
    [InlineData("DELETE FROM record_entry WHERE seq >= 9", "is not in the record.")]
    [InlineData("UPDATE record_entry SET entry = REPLACE(entry, 'Parts', 'Party') WHERE seq = 3", "Entry 3 does not follow")]
    [InlineData("UPDATE record_entry SET hash = SUBSTR(hash, 2) || 'x' WHERE seq = 3", "does not follow")]
    [InlineData("UPDATE record_entry SET kind = 'silence' WHERE seq = 3", "Entry 3 says another")]
    [InlineData("UPDATE record_entry SET at = at - 1 WHERE seq = 9", "Entry 9 says another")]
    [InlineData("UPDATE record_entry SET seq = 10 WHERE seq = 9", "Entry 9 is missing.")]
    [InlineData("UPDATE record_entry SET entry = 'gone' WHERE seq = 2", "Entry 2 cannot be read.")]
    public async Task Whoever_alters_a_row_is_found_out(string sql, string found)
    {
        await test.Database.Write(async session =>
        {
            await session.Execute("UPDATE promise SET successor_id = NULL WHERE @deletes AND successor_id = @promiseId", new { promiseId, deletes = sql.StartsWith("DELETE FROM promise", StringComparison.Ordinal) });
            await session.Execute(sql, new { promiseId });
        }, None);
        Assert.Contains((await Verify()).Problems, p => p.Contains(found, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_entries_that_changed_places_are_named()
    {
        await test.Database.Write(session => session.Execute(
            "UPDATE record_entry SET seq = -2 WHERE seq = 2; UPDATE record_entry SET seq = 2 WHERE seq = 5; UPDATE record_entry SET seq = 5 WHERE seq = -2"), None);
        var problems = (await Verify()).Problems;
        Assert.All(new[] { 2, 5 }, n => Assert.Contains(problems, p => p.StartsWith($"Entry {n} does not follow", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_cut_off_with_its_promises_shows_in_a_head_noted_before()
    {
        var noted = await Verify();
        await test.Database.Write(session => session.Execute("UPDATE promise SET successor_id = NULL; DELETE FROM promise; DELETE FROM record_entry WHERE seq > 0"), None);
        Assert.Equal(0, (await Verify()).Found);
        Assert.Contains("cut off", Assert.Single((await Verify(new(noted.Entries, noted.Head))).Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9:abc")]
    [InlineData("0:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("-1:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("x")]
    public void A_head_that_is_none_is_not_taken_for_one(string text) => Assert.Null(RecordHead.Parse(text));

    private Task<RecordCheck> Verify(RecordHead? noted = null) => new RecordVerifier(test.Database).Verify(noted, None);
}
