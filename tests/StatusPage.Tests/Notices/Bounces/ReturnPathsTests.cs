using StatusPage.Mail;
using StatusPage.Notices.Bounces;
using StatusPage.Platform;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Notices.Bounces;

public sealed class ReturnPathsTests
{
    private const string Bounces = "bounces@status.example.com";

    [Fact]
    public async Task An_address_leads_to_its_delivery_in_any_case_with_brackets_and_after_a_restart()
    {
        using var test = await TestDatabase.Create();
        var (notice, subscription) = (Ids.New(), Ids.New());
        var address = (await Paths(test)).Of(notice, subscription)!;
        var again = await Paths(test);
        Assert.Matches("^bounces[+][a-z0-9]{24}[a-z2-7]{20}@status[.]example[.]com$", address);
        Assert.True(MailAddress.TryNormalize(address, out _));
        var tag = address[8..address.IndexOf('@', StringComparison.Ordinal)];
        foreach (var form in new[] { address, address.ToUpperInvariant(), $" <{address}> ", tag, tag.ToUpperInvariant(), $"other+{tag}@example.org" })
        {
            Assert.Equal(new ReturnToken(notice, subscription), again.Read(form));
        }
    }

    [Fact]
    public async Task A_confirmation_has_an_address_that_names_no_notice()
    {
        using var test = await TestDatabase.Create();
        var paths = await Paths(test);
        var subscription = Ids.New();
        Assert.Equal(new ReturnToken(null, subscription), paths.Read(paths.OfConfirmation(subscription)));
    }

    [Fact]
    public async Task No_changed_letter_no_swapped_id_and_no_other_site_passes()
    {
        using var test = await TestDatabase.Create();
        using var elsewhere = await TestDatabase.Create();
        var paths = await Paths(test);
        var (notice, mine, other) = (Ids.New(), Ids.New(), Ids.New());
        var tag = paths.Of(notice, mine)![8..52];
        for (var i = 0; i < tag.Length; i++)
        {
            foreach (var letter in "az27+@ =")
            {
                var forged = string.Concat(tag.AsSpan(0, i), [letter], tag.AsSpan(i + 1));
                Assert.Equal(forged == tag, paths.Read($"bounces+{forged}@status.example.com") is not null);
            }
        }

        Assert.Null(paths.Read($"bounces+{notice}{other}{tag[24..]}@status.example.com"));
        Assert.Null(paths.Read($"bounces+{mine}{notice}{tag[24..]}@status.example.com"));
        Assert.Null(paths.Read($"bounces+confirmation{mine}{tag[24..]}@status.example.com"));
        Assert.Null(paths.Read($"bounces+{tag[..^1]}@status.example.com"));
        Assert.Null((await Paths(elsewhere)).Read($"bounces+{tag}@status.example.com"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("<>")]
    [InlineData("bounces@status.example.com")]
    [InlineData("bounces+가나다라마바사아자차카타가나다라마바사아자차카타가나다라마바사아자차카타가나다라마바사아@example.com")]
    public async Task Nonsense_is_no_token(string? text)
    {
        using var test = await TestDatabase.Create();
        Assert.Null((await Paths(test)).Read(text));
    }

    [Fact]
    public async Task Without_an_address_for_bounces_there_is_none_and_a_manage_link_is_none()
    {
        using var test = await TestDatabase.Create();
        Assert.Null((await Paths(test, null)).Of(Ids.New(), Ids.New()));
        var tokens = new LinkTokens(test.Site);
        await tokens.Load();
        var id = Ids.New();
        Assert.Null((await Paths(test)).Read($"bounces+{id}{tokens.ManageToken(id)[13..45]}@status.example.com"));
    }

    [Fact]
    public async Task Making_one_allocates_little_more_than_its_text()
    {
        using var test = await TestDatabase.Create();
        var paths = await Paths(test);
        var id = Ids.New();
        paths.Of(id, id);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            paths.Of(id, id);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 1, 250);
    }

    private static async Task<ReturnPaths> Paths(TestDatabase test, string? bounces = Bounces)
    {
        var key = new LinkTokens(test.Site);
        await key.Load();
        return new(key, new() { From = new("status@example.com"), PickupDirectory = "", BounceAddress = bounces });
    }
}
