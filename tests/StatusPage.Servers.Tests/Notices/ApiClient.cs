using System.Net.Http.Json;
using System.Text.Json;

namespace StatusPage.Servers.Tests.Notices;

/// <summary>The management API of a running program, with a key that its own verb made.</summary>
internal sealed class ApiClient(AppProcess app, string key, string page)
{
    public static async Task<ApiClient> Open(AppProcess app, CancellationToken cancellation)
    {
        var made = await app.Run(["key", "add", "tests", "--role", "operator"], cancellation: cancellation);
        Assert.True(made.Status == 0, made.Errors);
        var key = made.Output.TrimEnd();
        using var pages = await new ApiClient(app, key, "").Send("GET", "/v1/pages", null, cancellation);
        return new(app, key, (await Json(pages, cancellation))[0].GetProperty("id").GetString()!);
    }

    /// <summary>Sends to an address under the page; what is answered must be a success.</summary>
    public async Task<JsonElement> Do(string method, string path, object? body, CancellationToken cancellation)
    {
        using var answer = await Send(method, path, body, cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellation));
        return await Json(answer, cancellation);
    }

    public async Task<HttpResponseMessage> Send(string method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path.StartsWith('/') ? path : $"/v1/pages/{page}/{path}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"OAuth {key}");
        request.Content = body is null ? null : JsonContent.Create(body);
        return await app.Client.SendAsync(request, cancellation);
    }

    public async Task<string> NewComponent(string name, string? group, CancellationToken cancellation)
    {
        var id = (await Do("POST", "components", new { component = new { name } }, cancellation)).GetProperty("id").GetString()!;
        if (group is not null)
        {
            await Do("POST", "component-groups", new { component_group = new { name = group, components = new[] { id } } }, cancellation);
        }

        return id;
    }

    public async Task<string> NewOutage(string name, string component, CancellationToken cancellation)
    {
        var incident = new { name, body = "It does not answer.", components = new Dictionary<string, string> { [component] = "major_outage" } };
        return (await Do("POST", "incidents", new { incident }, cancellation)).GetProperty("id").GetString()!;
    }

    public Task<JsonElement> Change(string id, object incident, CancellationToken cancellation) => Do("PATCH", $"incidents/{id}", new { incident }, cancellation);

    public async Task<LedgerNumbers> Ledger(string id, CancellationToken cancellation)
    {
        var ledger = await Do("GET", $"incidents/{id}/ledger", null, cancellation);
        return JsonSerializer.Deserialize<LedgerNumbers>(ledger, JsonSerializerOptions.Web)!;
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer, CancellationToken cancellation)
    {
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
    }
}

internal sealed record LedgerNumbers(long Told, long Recovered, long Owed, long Released, long Exhausted, IReadOnlyList<NoticeNumbers> Notices);

internal sealed record NoticeNumbers(string Kind, long Planned, long Accepted, long Waiting, long Refused, long Exhausted, long Released, long Folded = 0);
