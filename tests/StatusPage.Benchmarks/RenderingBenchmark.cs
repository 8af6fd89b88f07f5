using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Promises;
using StatusPage.Publishing;

namespace StatusPage.Benchmarks;

/// <summary>How long a publication takes from the database to compressed bytes, after one component's status changed, beside a short and a long past.</summary>
internal static class RenderingBenchmark
{
    private const int Rounds = 40;

    public static async Task Run()
    {
        var few = await Measure(pastIncidents: 10);
        var many = await Measure(pastIncidents: 10_000);
        Report.Line("a publication of 40 components, 10 past incidents (median)", few, "ms", "under 20");
        Report.Line("the same with 10,000 past incidents (median)", many, "ms", "-");
        Report.Line("ratio", many / few, "", "1.2 or less");
    }

    private static async Task<double> Measure(int pastIncidents)
    {
        var folder = Directory.CreateTempSubdirectory("statuspage-").FullName;
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", folder)]).Build();
            await using var services = new ServiceCollection()
                .AddLogging().AddSingleton<IConfiguration>(configuration)
                .AddPlatform(configuration).AddComponents().AddIncidents(configuration).AddPromises(configuration).AddPublishing()
                .AddSingleton<Microsoft.AspNetCore.Hosting.IWebHostEnvironment, NoHost>()
                .BuildServiceProvider();
            await services.PrepareDatabase();
            var database = services.GetRequiredService<Database>();
            var components = await Seed.Components(database, 40);
            await Seed.PastIncidents(database, pastIncidents, components);
            await Seed.Outage(database, components[0]);

            var reader = services.GetRequiredService<SnapshotReader>();
            var builder = services.GetRequiredService<PublicationBuilder>();
            var service = services.GetRequiredService<ComponentService>();
            Publication? publication = null;
            var times = new List<double>();
            for (var i = 0; i < Rounds; i++)
            {
                await service.Change(components[1], f => f, i % 2 == 0 ? ComponentStatus.DegradedPerformance : ComponentStatus.Operational, Actor.System);
                var began = Stopwatch.GetTimestamp();
                publication = await builder.Build(await reader.Read(TimeProvider.System.Now()), publication);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return times.Skip(Rounds / 2).Order().ElementAt(Rounds / 4);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The folder of static files, which is all that publishing asks of its host.</summary>
    private sealed class NoHost : Microsoft.AspNetCore.Hosting.IWebHostEnvironment
    {
        public string WebRootPath { get; set; } = Path.Combine(Platform.Settings.ContentRoot.Find(), "wwwroot");
        public Microsoft.Extensions.FileProviders.IFileProvider WebRootFileProvider { get; set; } =
            new Microsoft.Extensions.FileProviders.PhysicalFileProvider(Path.Combine(Platform.Settings.ContentRoot.Find(), "wwwroot"));
        public string ApplicationName { get; set; } = "StatusPage";
        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
        public string ContentRootPath { get; set; } = Platform.Settings.ContentRoot.Find();
        public string EnvironmentName { get; set; } = "Production";
    }
}
