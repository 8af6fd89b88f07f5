using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;

namespace StatusPage.Benchmarks;

/// <summary>What a recovery costs when very many were told, and how little what waits or is dead holds it up.</summary>
internal static class QueueBenchmark
{
    private const int Told = 1_000_000;
    private const int Older = 500_000;
    private const int Healthy = 70_000;
    private const int Dead = 30_000;

    public static async Task Run()
    {
        await Planning();
        using var sink = await SinkProcess.Start();
        await FirstOfRecovery(sink);
        // By turns, and the better of each: what else the machine does meanwhile is nobody's fault.
        var (without, with) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            without = Math.Min(without, await UntilHealthyAreTold(sink, dead: 0));
            with = Math.Min(with, await UntilHealthyAreTold(sink, Dead));
        }

        Report.Line($"{Healthy:N0} healthy told of a recovery", without, "s", "-");
        Report.Line($"the same with {Dead:N0} dead ones between them, known since the outage", with, "s", "-");
        Report.Line("  ratio", with / without, "", "under 1.1");
    }

    private static async Task Planning()
    {
        var folder = Directory.CreateTempSubdirectory("statuspage-").FullName;
        try
        {
            using var database = new Database(new SqliteDialect(), $"Data Source={Path.Combine(folder, "status.db")}", new ChangeSignal());
            await new Migrator(database, TimeProvider.System).Run();
            var audit = new AuditStore(database, TimeProvider.System);
            await new SiteStore(database, new SiteOptions("Bench", "https://status.example.com", "Etc/UTC", ["en"], "en"), audit, TimeProvider.System).EnsureExists();
            await Seed.Subscribers(database, Told);
            var incident = await Seed.Outage(database);
            await Seed.Delivered(database, incident);
            await Resolve(database, incident);
            using var planner = new NoticePlanner(database, new ChangeSignal(), TimeProvider.System, NullLogger<NoticePlanner>.Instance);
            var began = Stopwatch.GetTimestamp();
            await planner.PlanAll(CancellationToken.None);
            Report.Line($"planning the recovery of {Told:N0} told", Stopwatch.GetElapsedTime(began).TotalSeconds, "s", "under 30");
            Report.Line("  peak memory, seeding included", Usage.Peak(Environment.ProcessId), "MB", "under 400");
            await Ledger(database, incident);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Ledger(Database database, Incident incident)
    {
        foreach (var state in (string[])["is queued", "was accepted"])
        {
            var best = double.MaxValue;
            for (var i = 0; i < 5; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var ledger = await database.Read(session => LedgerStore.Of(session, incident.Id));
                best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                if (ledger.Told != Told)
                {
                    throw new InvalidOperationException($"The ledger says that {ledger.Told} were told.");
                }
            }

            Report.Line($"its ledger while the recovery {state}, the best of five looks", best, "ms", "under 100");

            await database.Write(session => session.Execute("UPDATE delivery SET state = 'accepted', ended_at = 1 WHERE state = 'queued'"));
        }
    }

    /// <summary>Older news waits for half a million when the recovery of an incident that few were told of is published.</summary>
    private static async Task FirstOfRecovery(SinkProcess sink)
    {
        Incident over = null!;
        await using var installation = await Installation.Start(Mail(sink), app => Seeded(app, async database =>
        {
            await Seed.Subscribers(database, 1_000, "told");
            over = await Seed.Outage(database);
            await Seed.Delivered(database, over);
            await Seed.Subscribers(database, Older);
            await Seed.Waiting(database, await Seed.Outage(database));
        }));
        using var database = Open(installation);
        var began = Stopwatch.GetTimestamp();
        await Resolve(installation, over);
        await Until(database, "EXISTS (SELECT 1 FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE n.kind = 'recovery' AND d.state = 'accepted')");
        Report.Line("first recovery told after publishing it", Stopwatch.GetElapsedTime(began).TotalSeconds, "s", "under 2");
        Report.Line("  older deliveries still waiting then", await database.Read(session => session.Scalar<long>("SELECT COUNT(*) FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE n.kind = 'outage' AND d.state = 'queued'")), "", $"of {Older:N0}");
    }

    private static async Task<double> UntilHealthyAreTold(SinkProcess sink, int dead)
    {
        Incident over = null!;
        await using var installation = await Installation.Start(Mail(sink), app => Seeded(app, async database =>
        {
            await Seed.Subscribers(database, Healthy);
            await Seed.Subscribers(database, dead, "dead");
            over = await Seed.Outage(database);
            await Seed.Delivered(database, over, refused: "dead");
        }));
        using var database = Open(installation);
        var began = Stopwatch.GetTimestamp();
        await Resolve(installation, over);
        await Until(database,
            $"""
            EXISTS (SELECT 1 FROM notice n JOIN tally t ON t.subject_id = n.id WHERE n.kind = 'recovery' AND t.what = 'accepted' AND t.people = {Healthy.ToString(CultureInfo.InvariantCulture)})
            """);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static Dictionary<string, string> Mail(SinkProcess sink) => new()
    {
        ["Mail__Host"] = "127.0.0.1", ["Mail__Port"] = sink.Port.ToString(CultureInfo.InvariantCulture), ["Mail__Security"] = "None", ["Mail__From"] = "status@example.com",
    };

    private static async Task Seeded(Servers.Tests.AppProcess app, Func<Database, Task> seed)
    {
        using var database = new Database(new SqliteDialect(), $"Data Source={Path.Combine(app.DataDirectory, "status.db")}", new ChangeSignal());
        await seed(database);
    }

    private static Database Open(Installation installation) =>
        new(new SqliteDialect(), $"Data Source={Path.Combine(installation.App.DataDirectory, "status.db")}", new ChangeSignal());

    private static Task Resolve(Installation installation, Incident incident) =>
        installation.Send(HttpMethod.Patch, $"incidents/{incident.Id}", new { incident = new { status = "resolved", body = "It works again." } });

    private static Task Resolve(Database database, Incident incident) =>
        new IncidentService(database, [], [], new(TimeSpan.FromMinutes(30)), new AuditStore(database, TimeProvider.System), TimeProvider.System).Post(
            incident.Id, new() { Status = IncidentStatus.Resolved, Body = "It works again." }, Actor.System);

    private static async Task Until(Database database, string condition)
    {
        while (await database.Read(session => session.Scalar<long>($"SELECT CASE WHEN {condition} THEN 1 ELSE 0 END")) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
