using System.Net;
using System.Text;
using StatusPage.Components;
using StatusPage.Operators;
using StatusPage.Platform.Audit;

namespace StatusPage.Tests.Console;

public sealed class AccessTests(ConsoleFixture app) : IClassFixture<ConsoleFixture>
{
    public static TheoryData<string> Pages => new(
        "", "/incidents", "/incidents/new", "/incidents/abc", "/incidents/abc/edit", "/incidents/abc/ledger", "/incidents/abc/plan", "/incidents/abc/updates/def/correct", "/services", "/services/component",
        "/services/group", "/subscribers", "/subscribers/add", "/mail", "/mail/message/x.eml", "/mail/message/x.eml/html", "/operators", "/keys", "/audit", "/account", "/would-be-told");

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nobody_sees_a_page_without_signing_in(string path)
    {
        using var client = app.NewClient();
        using var response = await client.GetAsync("/console" + path);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Contains("/console/sign-in", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_strangers_out()
    {
        using var visitor = await app.As(Role.Viewer);
        foreach (var path in new[] { "/console", "/console/incidents/new", "/console/nothing-here", "/console/sign-in" })
        {
            using var response = await visitor.Client.GetAsync(path);
            var policy = string.Join("; ", response.Headers.GetValues("Content-Security-Policy"));

            Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.True(response.Headers.CacheControl!.NoStore);
        }
    }

    [Fact]
    public async Task A_viewer_looks_and_changes_nothing()
    {
        using var visitor = await app.As(Role.Viewer);

        Assert.Null((await visitor.Read("/console/services/component")).QuerySelector("main form"));
        // A viewer's own account has forms, and so a token that holds.
        var token = (await visitor.Read("/console/account")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([new("component.name", "By a viewer"), new("__RequestVerificationToken", token)]);
        using var posted = await visitor.Client.PostAsync("/console/services/component", form);

        Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
        Assert.DoesNotContain((await app.Get<ComponentService>().All()).Components, c => c.Name == "By a viewer");
    }

    [Theory]
    [InlineData("/console/operators")]
    [InlineData("/console/keys")]
    public async Task Only_an_owner_hands_out_access(string path)
    {
        using var visitor = await app.As(Role.Operator);
        using var response = await visitor.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        using var visitor = await app.As(Role.Owner);
        foreach (var path in new[] { "/console/services/component", "/console/incidents/new", "/console/sign-in", "/console/sign-out", "/console/preview", "/console/keys", "/console/account?handler=RevokeAll" })
        {
            using var form = new FormUrlEncodedContent([new("component.name", "Forged"), new("component.status", "operational"), new("body", "x")]);
            using var response = await visitor.Client.PostAsync(path, form);
            Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{path} answered {response.StatusCode}");
        }

        Assert.DoesNotContain((await app.Get<ComponentService>().All()).Components, c => c.Name == "Forged");
        await visitor.Read("/console");
    }

    [Theory]
    [InlineData("https://example.net/")]
    [InlineData("//example.net")]
    [InlineData("/\\example.net")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_leads_nowhere_else(string returnUrl)
    {
        await Visitor.EnsureOperator(app, Role.Viewer);
        using var visitor = new Visitor(app.NewClient());
        var page = await visitor.Read($"/console/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");

        using var answer = await visitor.Send(page, "Sign in", ("email", Visitor.Email(Role.Viewer)), ("password", Visitor.Password), ("returnUrl", returnUrl));

        Assert.Equal("/console", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Signing_in_goes_on_to_the_page_that_was_asked_for()
    {
        await Visitor.EnsureOperator(app, Role.Viewer);
        using var visitor = new Visitor(app.NewClient());
        using var away = await visitor.Client.GetAsync("/console/services?x=1");

        using var answer = await visitor.Send(away.Headers.Location!.ToString(), "Sign in", ("email", Visitor.Email(Role.Viewer)), ("password", Visitor.Password));

        Assert.Equal("/console/services?x=1", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_wrong_password_is_said_without_saying_which_was_wrong_and_is_not_repeated()
    {
        await Visitor.EnsureOperator(app, Role.Viewer);
        using var visitor = new Visitor(app.NewClient());

        var known = await Visitor.Parse(await visitor.Send("/console/sign-in", "Sign in", ("email", Visitor.Email(Role.Viewer)), ("password", "not the password")), HttpStatusCode.UnprocessableEntity);
        var unknown = await Visitor.Parse(await visitor.Send("/console/sign-in", "Sign in", ("email", "stranger@example.com"), ("password", "not the password")), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(known.QuerySelector("[role=alert]")!.TextContent, unknown.QuerySelector("[role=alert]")!.TextContent);
        Assert.DoesNotContain("not the password", known.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        using var visitor = await app.As(Role.Operator);

        using var response = await visitor.Send("/console", "Sign out");

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        using var after = await visitor.Client.GetAsync("/console");
        Assert.Equal(HttpStatusCode.Found, after.StatusCode);
    }

    [Fact]
    public async Task A_key_is_shown_once()
    {
        using var visitor = await app.As(Role.Owner);

        var made = await Visitor.Parse(await visitor.Send("/console/keys", "Make the key", ("name", "monitoring"), ("role", "viewer")), HttpStatusCode.OK);
        var key = made.QuerySelector(".key")!.TextContent;

        Assert.True(key.Length >= 32);
        var later = await visitor.Read("/console/keys");
        Assert.Contains("monitoring", later.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(key, later.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_adds_an_operator_gives_a_new_password_and_disables_them_but_not_the_last_owner()
    {
        using var owner = await app.As(Role.Owner);
        using var added = await owner.Send("/console/operators", "Add an operator", ("email", "newcomer@example.com"), ("name", "Newcomer"), ("role", "viewer"), ("password", "the first password"));
        using var renewed = await owner.Send("/console/operators", "Set the password of Newcomer", ("password", "the second password"));
        using var newcomer = new Visitor(app.NewClient());
        using var entered = await newcomer.Send("/console/sign-in", "Sign in", ("email", "newcomer@example.com"), ("password", "the second password"));
        await newcomer.Read("/console");

        using var disabled = await owner.Send("/console/operators", "Disable Newcomer");
        using var after = await newcomer.Client.GetAsync("/console");
        Assert.Equal(HttpStatusCode.Found, after.StatusCode);

        var refused = await Visitor.Parse(await owner.Send("/console/operators", "Disable Owner"), HttpStatusCode.Conflict);
        Assert.Contains("last enabled owner", refused.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_console_speaks_Korean_when_asked_and_keeps_to_it()
    {
        using var visitor = await app.As(Role.Viewer);
        visitor.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ko-KR,ko;q=0.9,en;q=0.5");
        var page = await visitor.Read("/console/incidents");
        Assert.Equal("ko", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("장애", page.QuerySelector("h1")!.TextContent);

        using var chosen = await visitor.Client.GetAsync("/console/language/en");
        Assert.Equal("en", (await visitor.Read("/console/incidents")).DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task Too_large_an_upload_is_refused_kindly()
    {
        using var visitor = await app.As(Role.Operator);
        var page = await visitor.Read("/console/subscribers/add");
        var token = page.QuerySelector("main [name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var (size, expected) in new[] { (6 * 1024 * 1024, HttpStatusCode.RequestEntityTooLarge), ((5 * 1024 * 1024) + 10, HttpStatusCode.UnprocessableEntity) })
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent(token), "__RequestVerificationToken" },
                { new ByteArrayContent(Encoding.ASCII.GetBytes(new string('x', size))), "file", "list.csv" },
            };
            using var response = await visitor.Client.PostAsync("/console/subscribers/add", form);
            var answer = await Visitor.Parse(response, expected);
            Assert.Contains("5 MB at the most", answer.Body!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_import_names_the_rows_it_did_not_take()
    {
        using var visitor = await app.As(Role.Operator);

        var page = await Visitor.Parse(
            await visitor.Send("/console/subscribers/add", "Add these subscribers", ("rows", "one@example.com\nnot an address\ntwo@example.com"), ("confirmed", "yes")), HttpStatusCode.OK);

        Assert.Contains("Added: 2.", page.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Row 2:", page.Body!.TextContent, StringComparison.Ordinal);
        var list = await visitor.Read("/console/subscribers?q=two@");
        Assert.Contains("two@example.com", list.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("one@example.com", list.Body!.TextContent, StringComparison.Ordinal);

        using var removed = await visitor.Send(list, "Remove two@example.com");
        Assert.DoesNotContain("two@example.com", (await visitor.Read("/console/subscribers")).QuerySelector("table")?.TextContent ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_move_without_scripts()
    {
        var service = app.Get<ComponentService>();
        var first = await service.Create(new() { Name = "Alpha" }, ComponentStatus.Operational, Actor.System);
        var second = await service.Create(new() { Name = "Beta" }, ComponentStatus.Operational, Actor.System);
        using var visitor = await app.As(Role.Operator);

        using var moved = await visitor.Send("/console/services", "Move Beta up");

        var order = (await service.All()).Components.Select(c => c.Id).ToList();
        Assert.True(order.IndexOf(second.Id) < order.IndexOf(first.Id));
    }

    [Fact]
    public async Task A_test_message_arrives_in_the_mailbox_and_its_html_cannot_act()
    {
        using var visitor = await app.As(Role.Operator);
        await Visitor.Parse(await visitor.Send("/console/mail", "Send the test message", ("to", "check@example.com")), HttpStatusCode.OK);
        await File.WriteAllTextAsync(Path.Combine(app.MailDirectory, "20260101T000000000Z-x.eml"), "From: a@example.com\r\nSubject: <b>x</b>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<script>alert(1)</script><p>hello</p>\r\n");

        var box = await visitor.Read("/console/mail");
        Assert.Contains("check@example.com", box.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        var message = await visitor.Read(box.QuerySelectorAll("table a").First(a => a.TextContent == "<b>x</b>").GetAttribute("href")!);
        var frame = message.QuerySelector("iframe")!;
        Assert.True(frame.HasAttribute("sandbox"));
        using var html = await visitor.Client.GetAsync(frame.GetAttribute("src"));
        Assert.StartsWith("sandbox; default-src 'none'", Assert.Single(html.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }
}
