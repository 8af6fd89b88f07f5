using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;

namespace StatusPage.Servers.Tests.Notices;

/// <summary>A database that cannot be written: readers notice nothing, writers are told so, and nothing is half-done.</summary>
public sealed class DatabaseAwayTests
{
    private static readonly string[] Public = ["", "api/v2/summary.json"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_somebody_holds_the_database_locked_reads_go_on_and_writes_are_refused_whole()
    {
        await using var fan = await FanOut.Start(3);
        await using (var holder = await Open(fan))
        {
            await Execute(holder, "BEGIN IMMEDIATE");
            var refusing = Refused(fan);
            await StillServed(fan.App);
            await refusing;
            await Execute(holder, "ROLLBACK");
        }

        await WritesWorkAgain(fan);
    }

    [Fact]
    public async Task A_write_that_fails_at_its_last_statement_leaves_nothing()
    {
        await using var fan = await FanOut.Start(3);
        await using (var owner = await Open(fan))
        {
            await Execute(owner, "CREATE TRIGGER fails BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'planted'); END");
            using var answer = await Post(fan);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.DoesNotContain("planted", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
            await Execute(owner, "DROP TRIGGER fails");
        }

        await WritesWorkAgain(fan);
    }

    private static async Task Refused(FanOut fan)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await Post(fan);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("The database cannot be written now. Nothing was changed", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static Task<HttpResponseMessage> Post(FanOut fan)
    {
        var incident = new { name = "Nobody can sign in", body = "It does not answer.", components = new Dictionary<string, string> { [fan.Component] = "major_outage" } };
        return fan.Api.Send("POST", "incidents", new { incident }, Cancelled);
    }

    private static async Task StillServed(AppProcess app)
    {
        foreach (var path in Public)
        {
            using var answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("Login", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }
    }

    private static async Task WritesWorkAgain(FanOut fan)
    {
        foreach (var table in new[] { "incident", "incident_update", "notice" })
        {
            Assert.Equal(0, await fan.Number($"SELECT COUNT(*) FROM {table}"));
        }

        Assert.Equal(0, await fan.Number("SELECT COUNT(*) FROM component_status_change WHERE status <> 'operational'"));
        var id = await fan.Api.NewOutage("Nobody can sign in", fan.Component, Cancelled);
        await fan.Ledger(id, l => l.Told == 3);
    }

    private static async Task<SqliteConnection> Open(FanOut fan)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(fan.App.DataDirectory, "status.db")};Pooling=False");
        await connection.OpenAsync(Cancelled);
        return connection;
    }

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // This file's own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
