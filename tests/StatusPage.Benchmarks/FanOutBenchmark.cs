using System.Diagnostics;
using System.Globalization;
using System.Text;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;

namespace StatusPage.Benchmarks;

/// <summary>An outage told to 100,000 confirmed subscribers over a local sink with 8 connections, ledger included, against the bare client on the same sink.</summary>
internal static class FanOutBenchmark
{
    private const int Subscribers = 100_000;
    private const int Connections = 8;

    public static async Task Run()
    {
        using (var real = SinkProcess.StartSmtpSink())
        {
            if (real is null)
            {
                Report.Note("Postfix's smtp-sink is not installed; only the sink of these tests is used.");
            }
            else
            {
                await Tell(real, "Postfix's smtp-sink");
            }
        }

        using (var ours = await SinkProcess.Start())
        {
            await Tell(ours, "the tests' own sink");
        }

        await Planning();
    }

    private static async Task Tell(SinkProcess sink, string name)
    {
        var settings = new Dictionary<string, string>
        {
            ["Mail__Host"] = "127.0.0.1", ["Mail__Port"] = sink.Port.ToString(CultureInfo.InvariantCulture), ["Mail__Security"] = "None",
            ["Mail__From"] = "status@example.com", ["Mail__Connections"] = Connections.ToString(CultureInfo.InvariantCulture),
        };
        await using var installation = await Installation.Start(settings, Import);
        var component = await installation.Component("Messenger");

        var busyBefore = Usage.ProcessorTime(installation.App.Id);
        var began = Stopwatch.GetTimestamp();
        var incident = await installation.Send(HttpMethod.Post, "incidents", new
        {
            incident = new
            {
                name = "A fire stopped our southern data centre", status = "investigating", body = "You may be unable to send messages. The next word follows.",
                components = new Dictionary<string, string> { [component] = "major_outage" },
            },
        });
        await Recorded(Path.Combine(installation.App.DataDirectory, "status.db"));
        var rate = Subscribers / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var busy = Usage.ProcessorTime(installation.App.Id) - busyBefore;
        var peak = Usage.Peak(installation.App.Id);
        var told = (await installation.GetOfPage($"incidents/{incident.GetProperty("id").GetString()}/ledger")).GetProperty("told").GetInt64();
        if (told != Subscribers)
        {
            throw new InvalidOperationException($"The ledger says that {told} were told.");
        }

        var bare = await Bare(sink.Port, 8_000);
        Report.Note($"To {name}:");
        Report.Line("  fan-out, planning and ledger included", rate, "msg/s", "3,000 or more");
        Report.Line("  bare client on the same sink", bare, "msg/s", "-");
        Report.Line("  ratio", rate / bare, "", "0.7 or more");
        Report.Line("  processor time a message, planning included", busy.TotalMicroseconds / Subscribers, "µs", "-");
        Report.Line("  peak memory of the program", peak, "MB", "under 250");
    }

    /// <summary>Waits until the ledger holds an outcome for everybody. Asks the database itself: the ledger's own sums would take their share of the time.</summary>
    private static async Task Recorded(string file)
    {
        using var database = new Database(new SqliteDialect(), $"Data Source={file}", new ChangeSignal());
        while (await database.Read(session => session.Scalar<long>(
            """
            SELECT CASE WHEN EXISTS (SELECT 1 FROM notice WHERE planned_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM delivery WHERE state = 'queued')
              AND NOT EXISTS (SELECT 1 FROM delivery WHERE state = 'sending') THEN 0 ELSE 1 END
            """)) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static async Task Import(Servers.Tests.AppProcess app)
    {
        var file = Path.Combine(app.DataDirectory, "addresses.txt");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Subscribers).Select(i => $"reader{i}@example.com"));
        var began = Stopwatch.GetTimestamp();
        var import = await app.Run(["subscriber", "import", file, "--confirmed"]);
        if (import.Status != 0)
        {
            throw new InvalidOperationException(import.Errors);
        }

        Report.Line($"importing {Subscribers:N0} rows, start of the verb included", Stopwatch.GetElapsedTime(began).TotalSeconds, "s", "10,000 within 2 s");
    }

    private static async Task<double> Bare(int port, int bytes)
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("Subject: a line of a message as long as those that are sent\r\n", bytes / 61)));
        const int Messages = 40_000;
        await BareClient.Send(port, Connections, Messages / 10, content);
        var began = Stopwatch.GetTimestamp();
        await BareClient.Send(port, Connections, Messages, content);
        return Messages / Stopwatch.GetElapsedTime(began).TotalSeconds;
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
            await Seed.Subscribers(database, Subscribers);
            await Seed.Outage(database);
            using var planner = new NoticePlanner(database, new ChangeSignal(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<NoticePlanner>.Instance);
            var began = Stopwatch.GetTimestamp();
            await planner.PlanAll(CancellationToken.None);
            Report.Line($"planning {Subscribers:N0} deliveries", Stopwatch.GetElapsedTime(began).TotalSeconds, "s", "under 3");
            await Ledger(database);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Claiming and recording without sending: what the ledger alone costs.</summary>
    private static async Task Ledger(Database database)
    {
        const int Groups = 100, Size = 256;
        var node = Node.New();
        var (claiming, recording) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < Groups; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var claims = await database.Write(async session =>
            {
                var notice = (await DeliveryStore.ToSend(session, recoveries: false))[0];
                return await DeliveryStore.ClaimQueued(session, notice, Size, new(node.Name, TimeProvider.System.Now()));
            });
            claiming += Stopwatch.GetElapsedTime(began);
            began = Stopwatch.GetTimestamp();
            var outcomes = claims.Select(c => new Outcome(c, DeliveryState.Accepted, 1, null, "250 2.0.0 Ok: queued as 4bXyZ")).ToList();
            await database.Write(session => DeliveryStore.Record(session, outcomes, node, TimeProvider.System.Now()));
            recording += Stopwatch.GetElapsedTime(began);
        }

        Report.Line("claiming one of them", claiming.TotalMicroseconds / Groups / Size, "µs", "-");
        Report.Line("recording one of them", recording.TotalMicroseconds / Groups / Size, "µs", "-");
    }
}
