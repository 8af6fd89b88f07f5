namespace StatusPage.Browser.Tests;

public sealed class BrowserTests(BrowserFixture app) : IClassFixture<BrowserFixture>
{
    [Fact]
    public void Chromium_opens_the_program_s_address()
    {
        using var browser = Browser.Open();
        browser.Page.Navigate().GoToUrl(app.Address);
        Assert.Equal(app.Address.ToString(), browser.Page.Url);
        Assert.Contains("Chrome", (string)browser.Page.ExecuteScript("return navigator.userAgent")!, StringComparison.Ordinal);
    }
}
