using System.Text.RegularExpressions;
using StatusPage.Components;
using StatusPage.Platform.Audit;
using StatusPage.Subscriptions;

namespace StatusPage.Browser.Tests;

public sealed partial class SubscribingTests(BrowserFixture app) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("with@example.com", true)]
    [InlineData("without@example.com", false)]
    public async Task A_reader_subscribes_confirms_changes_and_leaves(string address, bool scripts)
    {
        var component = await app.Get<ComponentService>().Create(new() { Name = "Lamp " + address }, ComponentStatus.Operational, Actor.System);
        using var browser = Browser.Open(app.Address, scripts);
        await app.Published(browser);
        var inspection = new Inspection(browser);
        Task Look() => scripts ? inspection.Look() : Task.CompletedTask;

        browser.Go("/en/");
        await Look();
        browser.Press("Get updates");
        await browser.UntilHeading("Get updates by mail");
        browser.Type("#email", "no address");
        browser.Press("Send me the confirmation mail");
        await browser.Until(_ => browser.Has("#email[aria-invalid=true]"), "the field marked");
        await Look();
        browser.Type("#email", address);
        browser.Press("Send me the confirmation mail");
        await browser.UntilHeading("Look into your mailbox");
        await Look();

        var mail = await app.MailTo(browser, address, "");
        browser.Go(Link().Match(mail.Text).Value);
        Assert.Contains(address, browser.Text, StringComparison.Ordinal);
        await Look();
        browser.Press("Yes, send me updates");
        await browser.UntilHeading("You will hear from us");
        await Look();

        browser.Press("Change what I am told");
        await browser.UntilHeading("Your subscription");
        var manage = browser.Here;
        browser.Find("#chosen").Click();
        browser.Find($"[name=component][value='{component.Id}']").Click();
        browser.Find("#language option[value=ko]").Click();
        browser.Press("Save");
        await browser.Until(_ => browser.Has("html[lang=ko]"), "the page in Korean");
        Assert.True(browser.Find($"[value='{component.Id}']").Selected);
        await Look();
        Assert.True(app.Get<LinkTokens>().TryRead(manage.Split('/')[^1], out var id));
        var changed = await app.Get<SubscriptionService>().Get(id);
        Assert.Equal((SubscriptionState.Active, "ko", component.Id), (changed.State, changed.Language, Assert.Single(changed.Scope.Components)));

        browser.Find("main a[href^='/unsubscribe/']").Click();
        await browser.Until(_ => browser.Here.StartsWith("/unsubscribe/", StringComparison.Ordinal), "the question");
        Assert.Equal(SubscriptionState.Active, (await app.Get<SubscriptionService>().Get(id)).State);
        await Look();
        browser.Find("main form button").Click();
        await browser.Until(_ => browser.Has("main a[href='/ko/subscribe']"), "the way back");
        Assert.Equal(SubscriptionState.Ended, (await app.Get<SubscriptionService>().Get(id)).State);
        await Look();
        browser.Go(manage);
        Assert.DoesNotContain(address, browser.Text, StringComparison.Ordinal);
        inspection.Done();
    }

    [Fact]
    public async Task A_mail_program_s_one_click_ends_the_subscription()
    {
        var one = await app.Get<Subscribers>().Create("one-click@example.com", SubscriptionScope.All, "en", skipConfirmation: true, Actor.System);
        using var body = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var answer = await app.Client.PostAsync($"/unsubscribe/{app.Get<LinkTokens>().ManageToken(one.Id)}", body);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(SubscriptionState.Ended, (await app.Get<SubscriptionService>().Get(one.Id)).State);
    }

    [GeneratedRegex("/subscribe/confirm/[^\\s>]+")]
    private static partial Regex Link();
}
