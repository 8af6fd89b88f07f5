using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;

namespace StatusPage.Browser.Tests;

/// <summary>The record as a reader's browser checks it.</summary>
public sealed class RecordPageTests(FurnishedFixture app) : IClassFixture<FurnishedFixture>
{
    [Fact]
    public async Task The_browser_finds_the_chain_unbroken_or_says_where_it_breaks_and_remembers_its_end()
    {
        using var browser = Browser.Open(app.Address);
        await app.Published(browser);
        browser.Go("/en/record");
        await Says(browser, "entries, unbroken.");
        browser.Press("Check the record");
        await Says(browser, "Nothing that you saw here on");
        var inspection = new Inspection(browser);
        await inspection.Look();
        inspection.Done();

        await Alter(browser, "UPDATE record_entry SET entry = REPLACE(entry, ',\"at\"', ', \"at\"') WHERE seq = 2");
        browser.Press("Check the record");
        await Says(browser, "The chain breaks at entry 2.");
        await Alter(browser, "UPDATE record_entry SET entry = REPLACE(entry, ', \"at\"', ',\"at\"') WHERE seq = 2");
        browser.Press("Check the record");
        await Says(browser, "entries, unbroken.");
    }

    [Fact]
    public async Task What_was_cut_off_at_the_end_shows_to_whoever_was_here_before()
    {
        using var browser = Browser.Open(app.Address);
        await app.Published(browser);
        browser.Go("/ko/record");
        await Says(browser, "끊김 없이");
        browser.Run("localStorage.setItem('record-head', JSON.stringify({ seq: 4000, hash: 'ab', at: Date.now() }))");
        browser.Press("기록 확인하기");
        await Says(browser, "4000번 항목이 그때와 다릅니다.");
    }

    [Fact]
    public async Task Without_scripts_the_figures_are_there_and_the_check_says_what_it_needs()
    {
        using var browser = Browser.Open(app.Address, scripts: false);
        await app.Published(browser);
        browser.Go("/en/record");
        Assert.Contains("The check needs JavaScript.", browser.Text, StringComparison.Ordinal);
        Assert.True(browser.Has(".record table svg[role=img]"));
        Assert.False(browser.Find(".check button").Displayed);
    }

    private static Task Says(Browser browser, string words) =>
        browser.Until(_ => browser.Find(".check .result").Text.Contains(words, StringComparison.Ordinal), words);

    private async Task Alter(Browser browser, string sql)
    {
        await app.Get<Database>().Write(async session =>
        {
            await session.Execute(sql);
            await session.RaiseSiteVersion((await app.Get<SiteStore>().Get()).UpdatedAt);
        });
        await app.Published(browser);
    }
}
