using StatusPage.Platform;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Subscriptions;

public sealed class LinkTokensTests
{
    [Fact]
    public async Task A_token_leads_to_its_subscription_and_is_the_same_after_a_restart()
    {
        using var test = await TestDatabase.Create();
        var (first, second) = (await Loaded(test), await Loaded(test));
        var id = Ids.New();
        var token = first.ManageToken(id);
        Assert.True(second.TryRead(token, out var read));
        Assert.Equal(id, read);
        Assert.Matches("^[a-z0-9]{12}[.][A-Za-z0-9_-]{43}$", token);
    }

    [Fact]
    public async Task No_changed_character_passes()
    {
        using var test = await TestDatabase.Create();
        var tokens = await Loaded(test);
        var token = tokens.ManageToken(Ids.New());
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "az09.-_A=")
            {
                var forged = string.Concat(token.AsSpan(0, i), [other], token.AsSpan(i + 1));
                Assert.Equal(forged == token, tokens.TryRead(forged, out var id));
                Assert.Equal(forged == token ? token[..12] : "", id);
            }
        }
    }

    [Fact]
    public async Task Neither_another_subscriptions_mac_nor_another_sites_passes()
    {
        using var test = await TestDatabase.Create();
        using var elsewhere = await TestDatabase.Create();
        var tokens = await Loaded(test);
        var (mine, other) = (Ids.New(), Ids.New());
        Assert.False(tokens.TryRead(string.Concat(mine, tokens.ManageToken(other).AsSpan(12)), out _));
        Assert.False(tokens.TryRead((await Loaded(elsewhere)).ManageToken(mine), out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("abcdefghijkl.")]
    [InlineData("가나다라마바사아자차카타.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("abcdefghijkl.가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가가")]
    [InlineData("' OR 1=1 --a.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Nonsense_is_no_token(string? token)
    {
        using var test = await TestDatabase.Create();
        Assert.False((await Loaded(test)).TryRead(token, out _));
    }

    [Fact]
    public async Task Making_one_allocates_little_more_than_its_text()
    {
        using var test = await TestDatabase.Create();
        var tokens = await Loaded(test);
        var id = Ids.New();
        tokens.ManageToken(id);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            tokens.ManageToken(id);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 1, 200);
    }

    private static async Task<LinkTokens> Loaded(TestDatabase test)
    {
        var tokens = new LinkTokens(test.Site);
        await tokens.Load();
        return tokens;
    }
}
