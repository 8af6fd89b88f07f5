using System.Diagnostics;
using System.Globalization;
using StatusPage.Servers.Tests;

namespace StatusPage.Benchmarks;

/// <summary>The front page and a polled document against a bare Kestrel endpoint with the same bytes, by turns in one run, compressed, over 64 connections.</summary>
internal static class ServingBenchmark
{
    private const int Connections = 64;
    private const int Rounds = 5;
    private const int Seconds = 4;

    public static async Task Run()
    {
        await using var installation = await Installation.Start(new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" }, Fill);
        var folder = Directory.CreateTempSubdirectory("statuspage-").FullName;
        string[] paths = ["/", "/api/v2/summary.json"];
        foreach (var path in paths)
        {
            await Save(installation.App, path, folder);
        }

        var port = AppProcess.FreePort();
        using var bare = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "StatusPage.Benchmarks"), ["bare", port.ToString(CultureInfo.InvariantCulture), folder]))!;
        try
        {
            var bareAddress = new Uri($"http://127.0.0.1:{port}/");
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            foreach (var path in paths)
            {
                await Compare(path, new Uri(installation.App.Address, path), new Uri(bareAddress, path));
            }
        }
        finally
        {
            bare.Kill();
            await bare.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Compare(string path, Uri ours, Uri bare)
    {
        var (our, their) = (new List<double>(), new List<double>());
        await Load(ours);
        await Load(bare);
        for (var i = 0; i < Rounds; i++)
        {
            our.Add(await Load(ours));
            their.Add(await Load(bare));
        }

        Report.Line($"{path} served (median of {Rounds})", Median(our), "req/s", "-");
        Report.Line("bare endpoint, same bytes and fields", Median(their), "req/s", "-");
        Report.Line("ratio (median of the turns' ratios)", Median([.. our.Zip(their, (a, b) => a / b)]), "", "0.9 or more");
    }

    private static async Task<double> Load(Uri address)
    {
        using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{Connections}", $"-d{Seconds}s", "-H", "Accept-Encoding: br", address.ToString()]) { RedirectStandardOutput = true })!;
        var lines = (await wrk.StandardOutput.ReadToEndAsync()).Split('\n');
        if (lines.Any(l => l.Contains("Non-2xx", StringComparison.Ordinal)))
        {
            throw new InvalidOperationException("Not every answer was good.");
        }

        return double.Parse(lines.First(l => l.StartsWith("Requests/sec:", StringComparison.Ordinal)).Split(':')[1], CultureInfo.InvariantCulture);
    }

    private static async Task Save(AppProcess app, string path, string folder)
    {
        using var handler = new HttpClientHandler { AutomaticDecompression = System.Net.DecompressionMethods.None };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, path));
        request.Headers.Add("Accept-Encoding", "br");
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var file = Path.Combine(folder, path.Replace('/', '_'));
        await File.WriteAllBytesAsync(file + ".body", body);
        await File.WriteAllLinesAsync(file + ".headers", answer.Headers.Concat(answer.Content.Headers)
            .Where(h => h.Key is not ("Date" or "Content-Length" or "Transfer-Encoding" or "Server")).Select(h => $"{h.Key}\t{string.Join(", ", h.Value)}"));
        Report.Line($"{path} compressed", body.Length, "bytes", "-");
    }

    private static Task Fill(AppProcess app) => Seed.Into(Path.Combine(app.DataDirectory, "status.db"));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
