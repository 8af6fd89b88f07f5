using Microsoft.Extensions.Configuration;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;

namespace StatusPage.Tests.Platform.Sites;

public sealed class SiteAddressTests
{
    [Theory]
    [InlineData("https://status.example.com", "https://status.example.com")]
    [InlineData(" HTTPS://Status.Example.com:443// ", "https://status.example.com")]
    [InlineData("http://localhost:5000/", "http://localhost:5000")]
    [InlineData("https://상태.kr", "https://xn--hg4bo80a.kr")]
    [InlineData("https://status.example.com/상 태/<b>", "https://status.example.com/%EC%83%81%20%ED%83%9C/%3Cb%3E")]
    [InlineData("http://[::1]:8080/status", "http://[::1]:8080/status")]
    public async Task An_address_is_kept_as_links_can_carry_it(string given, string kept)
    {
        Assert.Equal(kept, Site.Address(given));
        using var test = await TestDatabase.Create();
        Assert.Equal(kept, (await test.Site.Change(null, given, null, Actor.System)).Url);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Site:Url", given)]).Build();
        Assert.Equal(kept, SiteOptions.From(configuration).Url);
    }

    [Theory]
    [InlineData("")]
    [InlineData("status.example.com")]
    [InlineData("ftp://status.example.com")]
    [InlineData("https://")]
    [InlineData("https://status example.com")]
    [InlineData("https://<status>.example.com")]
    [InlineData("https://status.example.com/?a=b")]
    [InlineData("https://status.example.com/#top")]
    [InlineData("https://me@status.example.com")]
    [InlineData("https://상태\u0001.kr")]
    [InlineData("https://\ud800.kr/\ud800")]
    public async Task What_cannot_be_one_is_refused(string given)
    {
        Assert.Null(Site.Address(given));
        using var test = await TestDatabase.Create();
        await Assert.ThrowsAsync<InvalidInputException>(() => test.Site.Change(null, given, null, Actor.System));
    }
}
