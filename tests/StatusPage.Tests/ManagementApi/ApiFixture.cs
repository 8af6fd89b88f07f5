using System.Net;
using System.Text;
using System.Text.Json;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Sites;

namespace StatusPage.Tests.ManagementApi;

/// <summary>The program with one API key of each role, and the ways a client speaks to it.</summary>
public class ApiFixture : AppFixture
{
    public string Page { get; private set; } = "";

    public string OperatorKey { get; private set; } = "";

    public string ViewerKey { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Page = (await Get<SiteStore>().Get()).Id;
        OperatorKey = (await NewKey(Role.Operator)).Secret;
        ViewerKey = (await NewKey(Role.Viewer)).Secret;
    }

    internal Task<NewApiKey> NewKey(Role role) => Get<ApiKeys>().Create(role.ToString(), role, Actor.System);

    /// <summary>Sends JSON (any object or text) to an address under the page, as the operator key unless told otherwise.</summary>
    internal Task<Answer> Json(string method, string path, object? body = null, string? key = null) =>
        Send(method, path, body is null ? null : new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), key);

    internal Task<Answer> Form(string method, string path, string form, string? key = null) =>
        Send(method, path, new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"), key);

    internal Task<Answer> Fetch(string path, string? key = null) => Send("GET", path, null, key);

    internal async Task<Answer> Send(string method, string path, HttpContent? content, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path.StartsWith("/v1", StringComparison.Ordinal) ? path : $"/v1/pages/{Page}/{path}", UriKind.Relative));
        request.Content = content;
        request.Headers.TryAddWithoutValidation("Authorization", $"OAuth {key ?? OperatorKey}");
        return await Answer.Of(await Client.SendAsync(request));
    }

    /// <summary>Asks again until the loops have done their work; gives the last answer after 20 s.</summary>
    internal async Task<Answer> FetchUntil(string path, Func<Answer, bool> holds)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        var answer = await Fetch(path);
        while (!holds(answer) && !enough.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            answer = await Fetch(path);
        }

        return answer;
    }

    internal async Task<string> NewComponent(string name = "Login") =>
        (await Json("POST", "components", new { component = new { name } })).Expect(HttpStatusCode.Created).Text("id");

    internal async Task<string> NewIncident(string name = "Fire", object? components = null) =>
        (await Json("POST", "incidents", new { incident = new { name, body = "It burns.", components = components ?? new { } } })).Expect(HttpStatusCode.Created).Text("id");
}

/// <summary>A status and a body that is JSON, or nothing.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Message)
{
    public static async Task<Answer> Of(HttpResponseMessage message)
    {
        var text = await message.Content.ReadAsStringAsync();
        if (text.Length > 0)
        {
            Assert.Equal("application/json", message.Content.Headers.ContentType?.MediaType);
        }

        return new(message.StatusCode, text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default, message);
    }

    public JsonElement this[string name] => Body.GetProperty(name);

    public IEnumerable<JsonElement> Rows => Body.EnumerateArray();

    public string Text(string name) => this[name].GetString()!;

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} {(Body.ValueKind == JsonValueKind.Undefined ? "" : Body.GetRawText())}");
        return this;
    }

    /// <summary>An error with a reason that holds <paramref name="words"/>, in both of the keys that clients read.</summary>
    public Answer Refused(int status, string words)
    {
        Expect((HttpStatusCode)status);
        Assert.Contains(words, Text("message"), StringComparison.Ordinal);
        var error = this["error"];
        Assert.NotEmpty(error.ValueKind == JsonValueKind.Array ? error.EnumerateArray().Select(e => e.GetString()!) : [error.GetString()!]);
        return this;
    }
}
