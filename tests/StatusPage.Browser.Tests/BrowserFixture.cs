using StatusPage.Mail;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Sites;
using StatusPage.Publishing;
using StatusPage.Tests;

// Two cores: one Chromium and the program it looks at are enough at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace StatusPage.Browser.Tests;

/// <summary>The program under real time, since a browser has no other.</summary>
public class BrowserFixture : AppFixture
{
    internal const string Password = "a password of some length";

    protected override bool UsesTestClock => false;

    internal static string Email(Role role) => $"{role.ToString().ToLowerInvariant()}@example.com";

    internal Task<Operator> Add(Role role, string? name = null) =>
        Get<OperatorService>().Add(Email(role), name ?? role.ToString(), role, Password, Actor.System);

    internal static async Task SignIn(Browser browser, Role role)
    {
        browser.Go("/console/sign-in");
        browser.Type("#email", Email(role));
        browser.Type("#password", Password);
        browser.Find("main button").Click();
        await browser.Until(_ => browser.Here == "/console" && browser.Has("nav"), "the console");
    }

    /// <summary>Until what was changed is what readers are served.</summary>
    internal async Task Published(Browser browser)
    {
        var version = (await Get<SiteStore>().Get()).Version;
        await browser.Until(_ => Get<CurrentPublication>().Publication?.Version >= version, "the publication");
    }

    /// <summary>The newest mail to somebody, once it is there.</summary>
    internal async Task<PickupContent> MailTo(Browser browser, string address, string subject)
    {
        var mailbox = Get<PickupMailbox>();
        PickupEntry? found = null;
        await browser.Until(_ => (found = mailbox.List(100).FirstOrDefault(m => m.To.Contains(address, StringComparison.Ordinal) && m.Subject.Contains(subject, StringComparison.Ordinal))) is not null, $"mail '{subject}' to {address}");
        return mailbox.Read(found!.Id)!;
    }
}
