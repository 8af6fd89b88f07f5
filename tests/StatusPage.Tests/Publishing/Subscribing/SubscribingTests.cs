using System.Net;
using System.Text.RegularExpressions;
using StatusPage.Components;
using StatusPage.Mail;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Publishing;
using StatusPage.Subscriptions;
using StatusPage.Tests.Publishing.Pages;

namespace StatusPage.Tests.Publishing.Subscribing;

public sealed partial class SubscribingTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Actor Operator = new("operator", "op", "Operator");

    [Fact]
    public async Task Somebody_subscribes_confirms_chooses_and_leaves_with_plain_forms()
    {
        var maps = await app.Get<ComponentService>().Create(new() { Name = "Maps" }, ComponentStatus.Operational, Operator);
        await Published(maps);
        Assert.Contains("메일함을", await Text(await Post("/subscribe", ("email", "path@example.com"), ("language", "ko"), ("page", "ko"), ("scope", "all"))), StringComparison.Ordinal);
        var confirm = await LinkFor("path@example.com", ConfirmLink());

        var asked = await Get(confirm);
        Assert.Contains("path@example.com", await Text(asked), StringComparison.Ordinal);
        AssertSecret(asked);
        Assert.Equal(SubscriptionState.Pending, (await Find("path@example.com"))!.State);

        var confirmed = Samples.Parse(await Text(await Post(confirm)));
        Assert.Equal(SubscriptionState.Active, (await Find("path@example.com"))!.State);
        Assert.Equal("구독이 시작되었습니다", confirmed.QuerySelector("h1")!.TextContent);

        var manage = confirmed.QuerySelector("a[href^='/manage/']")!.GetAttribute("href")!;
        var saved = await Post(manage, ("language", "en"), ("scope", "chosen"), ("component", maps.Id));
        var page = Samples.Parse(await Text(saved));
        Assert.Equal("Saved.", page.QuerySelector("[role=status]")!.TextContent);
        Assert.NotNull(page.QuerySelector($"input[value='{maps.Id}'][checked]"));
        Assert.Equal([maps.Id], (await Find("path@example.com"))!.Scope.Components);

        var leave = page.QuerySelector("a[href^='/unsubscribe/']")!.GetAttribute("href")!;
        AssertSecret(await Get(leave));
        Assert.Equal(SubscriptionState.Active, (await Find("path@example.com"))!.State);
        Assert.Equal(HttpStatusCode.OK, (await Post(leave)).StatusCode);
        Assert.Null(await Find("path@example.com"));
        Assert.Equal(HttpStatusCode.NotFound, (await Get(manage)).StatusCode);
    }

    [Fact]
    public async Task A_mail_programs_button_unsubscribes_without_a_page_and_twice_is_as_once()
    {
        await Post("/subscribe", ("email", "oneclick@example.com"), ("language", "en"), ("scope", "all"));
        var id = (await Find("oneclick@example.com"))!.Id;
        var link = $"/unsubscribe/{app.Get<LinkTokens>().ManageToken(id)}";
        Assert.Equal(HttpStatusCode.OK, (await Post(link, ("List-Unsubscribe", "One-Click"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Post(link, ("List-Unsubscribe", "One-Click"))).StatusCode);
        Assert.Null(await Find("oneclick@example.com"));
    }

    [Fact]
    public async Task The_answer_is_the_same_whether_or_not_the_address_is_known()
    {
        var first = await Text(await Post("/subscribe", ("email", "known@example.com"), ("language", "en"), ("scope", "all")));
        var second = await Text(await Post("/subscribe", ("email", "known@example.com"), ("language", "en"), ("scope", "all")));
        Assert.Equal(Samples.Parse(first).Body!.InnerHtml, Samples.Parse(second).Body!.InnerHtml);
    }

    [Theory]
    [InlineData("en", "Please write an e-mail address, such as name@example.com.")]
    [InlineData("ko", "name@example.com과 같은 이메일 주소를 입력해 주십시오.")]
    public async Task What_was_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(string language, string error)
    {
        const string Typed = "<script>\"@x";
        var answer = await Post("/subscribe", ("email", Typed), ("language", "ko"), ("page", language), ("scope", "all"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = Samples.Parse(await Text(answer));
        Assert.Equal(error, page.QuerySelector("#email-error")!.TextContent);
        Assert.Equal(Typed, page.QuerySelector("#email")!.GetAttribute("value"));
        Assert.Equal("email-error", page.QuerySelector("#email")!.GetAttribute("aria-describedby"));
        Assert.Equal("ko", page.QuerySelector("option[selected]")!.GetAttribute("value"));
        Assert.Empty(page.QuerySelectorAll("main script"));
    }

    [Fact]
    public async Task Choosing_nothing_is_no_choice()
    {
        var answer = await Post("/subscribe", ("email", "none@example.com"), ("language", "en"), ("scope", "chosen"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull(Samples.Parse(await Text(answer)).QuerySelector("#scope-error"));
        Assert.Null(await Find("none@example.com"));
    }

    [Theory]
    [InlineData("/manage/nonsense")]
    [InlineData("/unsubscribe/nonsense")]
    [InlineData("/subscribe/confirm/nonsense")]
    public async Task A_link_that_was_not_made_here_leads_nowhere(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Get(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Post(path, ("language", "en"))).StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_refused_with_a_page()
    {
        var answer = await app.Client.PostAsync(new Uri("/subscribe", UriKind.Relative), new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("<h1>", await Text(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/subscribe")]
    [InlineData("/en/subscribe")]
    [InlineData("/ko/subscribe")]
    public async Task The_form_has_its_address_in_every_language(string path) =>
        Assert.NotNull(Samples.Parse(await Text(await Get(path))).QuerySelector("form[action='/subscribe'][method=post]"));

    private static void AssertSecret(HttpResponseMessage answer)
    {
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal(["no-referrer"], answer.Headers.GetValues("Referrer-Policy"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    private Task<HttpResponseMessage> Get(string path) => app.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private Task<HttpResponseMessage> Post(string path, params (string Name, string Value)[] fields) => app.Client.PostAsync(
        new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), TestContext.Current.CancellationToken);

    private static Task<string> Text(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private Task<Subscription?> Find(string address) => app.Get<Database>().Read(
        session => SubscriptionStore.FindLive(session, SubscriptionChannel.Email, address), TestContext.Current.CancellationToken);

    /// <summary>Waits for the mail, moving the program's clock along.</summary>
    private async Task<string> LinkFor(string address, Regex link)
    {
        for (var i = 0; i < 1000; i++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            var texts = (Directory.Exists(app.MailDirectory) ? Directory.GetFiles(app.MailDirectory, "*.eml") : []).Select(File.ReadAllBytes).ToList();
            foreach (var mail in texts.Select(t => MimeReader.Read(t)).Where(m => m.Headers.Any(h => h.Key == "To" && h.Value.Contains(address, StringComparison.Ordinal))))
            {
                if (link.Match(mail.Text ?? "") is { Success: true } match)
                {
                    return match.Value;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"No mail to {address} came.");
    }

    /// <summary>The forms offer what is published.</summary>
    private async Task Published(Component component)
    {
        for (var i = 0; i < 1000 && app.Get<CurrentPublication>().Publication?.Snapshot.Catalogue.Find(component.Id) is null; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    [GeneratedRegex("/subscribe/confirm/[A-Za-z0-9_-]+")]
    private static partial Regex ConfirmLink();
}
