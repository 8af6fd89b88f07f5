using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StatusPage.Platform.Sites;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.ManagementApi;

/// <summary>Whatever a client sends to whichever endpoint: a reason, never a 5xx, and nothing written.</summary>
public sealed class BadInputTests(BadInputTests.Furnished api) : IClassFixture<BadInputTests.Furnished>
{
    private static readonly (string Method, string Path, string Wrapper)[] Writes =
    [
        ("PATCH", "/v1/pages/{page}", "page"), ("PUT", "/v1/pages/{page}", "page"),
        ("POST", "components", "component"), ("PATCH", "components/{component}", "component"), ("PUT", "components/{component}", "component"),
        ("POST", "component-groups", "component_group"), ("PATCH", "component-groups/{group}", "component_group"), ("PUT", "component-groups/{group}", "component_group"),
        ("POST", "incidents", "incident"), ("PATCH", "incidents/{incident}", "incident"), ("PUT", "incidents/{incident}", "incident"),
        ("PATCH", "incidents/{incident}/incident_updates/{update}", "incident_update"), ("PUT", "incidents/{incident}/incident_updates/{update}", "incident_update"),
        ("PUT", "incidents/{incident}/plan", "plan"), ("PATCH", "incidents/{incident}/plan/steps/1", "step"),
        ("POST", "subscribers", "subscriber"),
    ];

    public static TheoryData<string, string, string> Endpoints
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (method, path, wrapper) in Writes)
            {
                data.Add(method, path, wrapper);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Is_refused_with_a_reason_and_leaves_nothing_behind(string method, string path, string wrapper)
    {
        var before = await State();
        foreach (var (content, status) in Bodies(wrapper))
        {
            var sent = content is null ? "" : Encoding.UTF8.GetString((await content.ReadAsByteArrayAsync()).AsSpan(0, Math.Min(200, (int)content.Headers.ContentLength!)));
            var answer = await api.Send(method, api.Filled(path), content);
            Assert.True((int)answer.Status == status, $"{status} expected for {sent}, but {(int)answer.Status}: {answer.Body}");
            Assert.NotEmpty(answer.Refused(status, "").Text("message"));
        }

        Assert.Equal(before, await State());
    }

    [Theory]
    [InlineData("component", "name", "[1]")]
    [InlineData("component", "name", "5")]
    [InlineData("component", "status", "7")]
    [InlineData("component", "position", "\"first\"")]
    [InlineData("component", "position", "99999999999")]
    [InlineData("component", "position", "-1")]
    [InlineData("component", "showcase", "\"perhaps\"")]
    [InlineData("component", "start_date", "\"2026-02-30\"")]
    [InlineData("component", "start_date", "\"0001-01-01\"")]
    [InlineData("component", "start_date", "\"1969-12-31\"")]
    [InlineData("component", "start_date", "\"9999-12-31\"")]
    [InlineData("component", "group_id", "{}")]
    [InlineData("component_group", "components", "\"all\"")]
    [InlineData("component_group", "components", "[1]")]
    [InlineData("component_group", "name", "\"\"")]
    [InlineData("incident", "name", "null")]
    [InlineData("incident", "name", "\"two\\nlines\"")]
    [InlineData("incident", "name", "\"nul\\u0000\"")]
    [InlineData("incident", "components", "\"all\"")]
    [InlineData("incident", "components", "[{}]")]
    [InlineData("incident", "components", "{\"x\":1}")]
    [InlineData("incident", "component_ids", "{\"x\":\"y\"}")]
    [InlineData("incident", "deliver_notifications", "2")]
    [InlineData("incident", "next_update_by", "\"tomorrow\"")]
    [InlineData("incident", "next_update_by", "12")]
    [InlineData("incident", "next_update_by", "\"2034-01-01T00:00:00Z\"")]
    [InlineData("incident", "backfill_date", "\"9999-12-31T23:59:59-12:00\"")]
    [InlineData("incident", "effect_cannot", "{}")]
    [InlineData("subscriber", "email", "\"nobody\"")]
    [InlineData("subscriber", "email", "[]")]
    [InlineData("subscriber", "skip_confirmation_notification", "[]")]
    [InlineData("page", "name", "\"\"")]
    [InlineData("page", "time_zone", "9")]
    public async Task A_wrong_field_is_named(string wrapper, string field, string json)
    {
        var before = await State();
        var (method, path, _) = Writes.First(w => w.Wrapper == wrapper);
        var text = $$$"""{"{{{wrapper}}}":{"name":"fine","{{{field}}}":{{{json}}}}}""".Replace(wrapper == "subscriber" ? "\"name\":\"fine\"," : "\u0000", "", StringComparison.Ordinal);
        (await api.Json(method, api.Filled(path), text)).Refused(422, field);
        Assert.Equal(before, await State());
    }

    [Fact]
    public async Task Several_wrong_fields_are_said_at_once_as_a_list()
    {
        var answer = (await api.Json("POST", "components", new { component = new { name = 5, status = "x", surprise = true } })).Refused(422, "component.surprise");
        Assert.Equal(3, answer["error"].GetArrayLength());
    }

    [Fact]
    public async Task Texts_with_markup_and_line_ends_are_data()
    {
        const string Attack = "<script>alert('x')</script> \"&' \u202e 한국어 🔥";
        var component = (await api.Json("POST", "components", new { component = new { name = Attack, description = "a\r\nSet-Cookie: b=c" } })).Expect(HttpStatusCode.Created);
        Assert.Equal(Attack, component.Text("name"));
        Assert.Equal("a\r\nSet-Cookie: b=c", component.Text("description"));
        Assert.False(component.Message.Headers.Contains("Set-Cookie"));
        Assert.Equal("nosniff", component.Message.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain("<script>", await component.Message.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var incident = (await api.Form("POST", "incidents", $"incident[name]={Uri.EscapeDataString(Attack)}&incident[body]={Uri.EscapeDataString(Attack + "\r\n\r\n.")}")).Expect(HttpStatusCode.Created);
        Assert.Equal(Attack, incident.Text("name"));
        Assert.Equal(Attack + "\r\n\r\n.", incident["incident_updates"][0].GetProperty("body").GetString());
        (await api.Fetch($"incidents/{Uri.EscapeDataString(Attack)}")).Refused(404, "There is no incident");
        (await api.Fetch($"incidents?q={Uri.EscapeDataString("' OR 1=1 --")}")).Expect(HttpStatusCode.OK);
        (await api.Fetch("incidents?q=%0d%0a")).Refused(422, "q");
    }

    private static IEnumerable<(HttpContent? Content, int Status)> Bodies(string wrapper)
    {
        const string Json = "application/json";
        const string Form = "application/x-www-form-urlencoded";
        yield return (null, 422);
        yield return (Text("{}", Json), 422);
        yield return (Text($$$"""{"{{{wrapper}}}":null}""", Json), 422);
        yield return (Text($$$"""{"{{{wrapper}}}":"text"}""", Json), 422);
        yield return (Text($$$"""{"{{{wrapper}}}":[]}""", Json), 422);
        yield return (Text($$$"""{"{{{wrapper}}}":{"surprise":1}}""", Json), 422);
        yield return (Text($$$"""{"{{{wrapper}}}":{},"surprise":1}""", Json), 422);
        yield return (Text("[]", Json), 400);
        yield return (Text("7", Json), 400);
        yield return (Text("{", Json), 400);
        yield return (Text($$$"""{"{{{wrapper}}}":{"name":"x",}}""", Json), 400);
        yield return (Text($$$"""{"{{{wrapper}}}":{"name":"\ud800"}}""", Json), 400);
        yield return (Text($$$"""{"{{{wrapper}}}":{"\udc00":"x"}}""", Json), 400);
        yield return (Text(new string('[', 100) + new string(']', 100), Json), 400);
        yield return (Bytes([.. Encoding.UTF8.GetBytes($"{{\"{wrapper}\":{{\"name\":\""), 0xff, 0xfe, .. "\"}}"u8], Json), 400);
        yield return (Bytes(Encoding.Unicode.GetBytes("{}"), Json), 400);
        yield return (Text($$$"""{"{{{wrapper}}}":{"name":"{{{new string('x', 300_000)}}}"}}""", Json), 413);
        yield return (Text($$$"""{"{{{wrapper}}}":{"name":"{{{new string('x', 30_000)}}}","body":"{{{new string('y', 30_000)}}}","email":"{{{new string('z', 3000)}}}"}}""", Json), 422);
        yield return (Text("<a/>", "application/xml"), 415);
        yield return (Text("{}", "text/plain"), 415);
        yield return (Bytes("{}"u8.ToArray(), null), 415);
        yield return (new StringContent("{}", Encoding.Unicode, Json), 415);
        yield return (new MultipartFormDataContent { { new StringContent("x"), $"{wrapper}[name]" } }, 415);
        yield return (Text($"{wrapper}=text", Form), 422);
        yield return (Text($"{wrapper}[]=text", Form), 422);
        yield return (Text($"{wrapper}[surprise]=1", Form), 422);
        yield return (Text($"{wrapper}[name]=1&{wrapper}[name][x]=2", Form), 400);
        yield return (Text($"{wrapper}[name][]=1&{wrapper}[name]=2", Form), 400);
        yield return (Text($"{wrapper}[name=1", Form), 400);
        yield return (Text($"{wrapper}[name]=%zz", Form), 400);
        yield return (Text($"{wrapper}[name]=%ff%fe", Form), 400);
        yield return (Text($"{wrapper}[name]=%e", Form), 400);
        yield return (Text(wrapper + string.Concat(Enumerable.Repeat("[a]", 50)) + "=1", Form), 400);
        yield return (Text($"{wrapper}[name]={new string('x', 300_000)}", Form), 413);
    }

    private static ByteArrayContent Text(string text, string type) => Bytes(Encoding.UTF8.GetBytes(text), type);

    private static ByteArrayContent Bytes(byte[] bytes, string? type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        content.Headers.ContentLength = bytes.Length;
        return content;
    }

    private async Task<(long Version, long Subscribers)> State() =>
        (await api.Get<SiteStore>().Version(), (await api.Get<Subscribers>().Counts()).Sum(c => c.Count));

    public sealed class Furnished : ApiFixture
    {
        private Dictionary<string, string> names = [];

        protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Api:RequestsPerMinute", "100000")];

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            var incident = await NewIncident();
            names = new()
            {
                ["page"] = Page, ["component"] = await NewComponent(), ["incident"] = incident,
                ["group"] = (await Json("POST", "component-groups", new { component_group = new { name = "Group" } })).Text("id"),
                ["update"] = (await Fetch($"incidents/{incident}"))["incident_updates"][0].GetProperty("id").GetString()!,
            };
        }

        public string Filled(string path) => names.Aggregate(path, (p, n) => p.Replace($"{{{n.Key}}}", n.Value, StringComparison.Ordinal));
    }
}
