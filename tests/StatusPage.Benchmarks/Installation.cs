using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StatusPage.Servers.Tests;

namespace StatusPage.Benchmarks;

/// <summary>A running program with an API key, as an installation has it.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private string page = "";

    private Installation(AppProcess app) => App = app;

    public AppProcess App { get; }

    public static async Task<Installation> Start(IReadOnlyDictionary<string, string> settings, Func<AppProcess, Task>? before = null)
    {
        var app = new AppProcess(settings);
        var made = await app.Run(["key", "add", "benchmark", "--role", "owner"]);
        if (before is not null)
        {
            await before(app);
        }

        await app.Start();
        app.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("OAuth", made.Output.Trim());
        var installation = new Installation(app);
        installation.page = (await installation.Get("v1/pages"))[0].GetProperty("id").GetString()!;
        return installation;
    }

    public async Task<JsonElement> Get(string path)
    {
        using var answer = await App.Client.GetAsync(new Uri(path, UriKind.Relative));
        return await Body(answer);
    }

    public Task<JsonElement> GetOfPage(string path) => Get($"v1/pages/{page}/{path}");

    public async Task<JsonElement> Send(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, $"v1/pages/{page}/{path}") { Content = JsonContent.Create(body) };
        using var answer = await App.Client.SendAsync(request);
        return await Body(answer);
    }

    public async Task<string> Component(string name, string? group = null) =>
        (await Send(HttpMethod.Post, "components", new { component = new { name, status = "operational", showcase = true, group_id = group, start_date = "2020-01-01" } })).GetProperty("id").GetString()!;

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static async Task<JsonElement> Body(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }
}
