using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusPage.Benchmarks;

/// <summary>The least that Kestrel can do: each path answers with the finished bytes and header fields of a file pair, without looking at the request.</summary>
internal static class BareServer
{
    public static async Task<int> Run(string port, string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        var answers = Directory.GetFiles(folder, "*.body").Select(file => (
            Path: Path.GetFileNameWithoutExtension(file).Replace('_', '/'),
            Body: File.ReadAllBytes(file),
            Headers: File.ReadAllLines(Path.ChangeExtension(file, ".headers")).Select(l => l.Split('\t', 2)).ToDictionary(l => l[0], l => new Microsoft.Extensions.Primitives.StringValues(l[1])))).ToDictionary(a => a.Path);
        app.Run(context =>
        {
            var answer = answers[context.Request.Path.Value!];
            foreach (var (name, value) in answer.Headers)
            {
                context.Response.Headers[name] = value;
            }

            context.Response.ContentLength = answer.Body.Length;
            return context.Response.Body.WriteAsync(answer.Body, 0, answer.Body.Length);
        });
        await app.RunAsync();
        return 0;
    }
}
