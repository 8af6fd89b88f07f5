using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;

namespace StatusPage.Tests.Console;

/// <summary>Somebody with a browser without scripts: reads pages, fills in forms and sends them.</summary>
internal sealed class Visitor(HttpClient client) : IDisposable
{
    public const string Password = "a password of some length";

    public HttpClient Client => client;

    public static string Email(Role role) => $"{role.Wire()}@example.com";

    /// <summary>There is one operator of each role, made when first asked for.</summary>
    public static async Task EnsureOperator(AppFixture app, Role role)
    {
        try
        {
            await app.Get<OperatorService>().Add(Email(role), role.ToString(), role, Password, Actor.System);
        }
        catch (RuleViolationException)
        {
            // Made by an earlier test.
        }
    }

    /// <summary>Somebody of a role who has just signed in at the door.</summary>
    public static async Task<Visitor> As(AppFixture app, Role role)
    {
        await EnsureOperator(app, role);
        var visitor = new Visitor(app.NewClient());
        using var answer = await visitor.Send("/console/sign-in", "Sign in", ("email", Email(role)), ("password", Password));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return visitor;
    }

    public async Task<IHtmlDocument> Read(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await client.GetAsync(path);
        return await Parse(response, expected);
    }

    /// <summary>Sends the form whose button says something, with what the page had filled in and these changes.</summary>
    public async Task<HttpResponseMessage> Send(IHtmlDocument page, string button, params (string Name, string? Value)[] changes)
    {
        var form = page.Forms.First(f => f.QuerySelectorAll("button").Any(b => Says(b, button)));
        var pressed = (IHtmlButtonElement)form.QuerySelectorAll("button").First(b => Says(b, button));
        var fields = Filled(form).Where(f => changes.All(c => c.Name != f.Name)).Concat(changes.Where(c => c.Value is not null).Select(c => (c.Name, Value: c.Value!)))
            .Select(f => KeyValuePair.Create(f.Name, f.Value)).ToList();
        if (pressed.Name is { Length: > 0 } name)
        {
            fields.Add(new(name, pressed.Value));
        }

        var action = pressed.GetAttribute("formaction") ?? form.GetAttribute("action") ?? page.Url;
        using HttpContent content = form.Enctype == "multipart/form-data" ? Multipart(fields) : new FormUrlEncodedContent(fields);
        return await client.PostAsync(new Uri(new Uri(page.Url), action), content);
    }

    /// <summary>Reads a page, sends a form on it and gives the answer, which is the form again or the way onward.</summary>
    public async Task<HttpResponseMessage> Send(string path, string button, params (string Name, string? Value)[] changes) =>
        await Send(await Read(path), button, changes);

    public static async Task<IHtmlDocument> Parse(HttpResponseMessage response, HttpStatusCode expected)
    {
        var html = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode}, not {(int)expected}: {html}");
        return (IHtmlDocument)await BrowsingContext.New().OpenAsync(r => r.Content(html).Address(response.RequestMessage!.RequestUri!));
    }

    public void Dispose() => client.Dispose();

    private static bool Says(IElement button, string text) => button.TextContent.Trim().StartsWith(text, StringComparison.Ordinal) || button.GetAttribute("aria-label")?.StartsWith(text, StringComparison.Ordinal) == true;

    private static IEnumerable<(string Name, string Value)> Filled(IHtmlFormElement form)
    {
        foreach (var element in form.QuerySelectorAll("input, select, textarea"))
        {
            var (name, value) = element switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } or IHtmlInputElement { Type: "file" } => (null, null),
                IHtmlInputElement input => (input.Name, input.Value),
                IHtmlSelectElement select => (select.Name, select.Value),
                IHtmlTextAreaElement area => (area.Name, area.Value),
                _ => (null, null),
            };
            if (name is not null)
            {
                yield return (name, value ?? "");
            }
        }
    }

    private static MultipartFormDataContent Multipart(List<KeyValuePair<string, string>> fields)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            content.Add(new StringContent(value), name);
        }

        return content;
    }
}
