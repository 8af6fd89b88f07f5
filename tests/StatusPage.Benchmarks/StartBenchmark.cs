using System.Diagnostics;
using StatusPage.Servers.Tests;

namespace StatusPage.Benchmarks;

/// <summary>From starting the process to the first served page, and what it holds while nothing happens.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 5;

    public static async Task Run()
    {
        await using var app = new AppProcess();
        await app.Run(["key", "add", "first-start", "--role", "viewer"]);
        await Seed.Into(Path.Combine(app.DataDirectory, "status.db"));
        var times = new List<double>();
        double idle = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await app.Start();
            using var page = await app.Client.GetAsync(new Uri("/", UriKind.Relative));
            page.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
            idle = Usage.Resident(app.Id);
            await app.Stop();
        }

        Report.Line("start to first served page (median)", times.Order().ElementAt(Rounds / 2), "s", "under 2");
        Report.Line("idle memory, resident", idle, "MB", "under 150");
    }
}
