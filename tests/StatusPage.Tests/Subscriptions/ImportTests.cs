using System.Diagnostics;
using System.Text;
using StatusPage.Platform.Audit;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Subscriptions;

public sealed class ImportTests
{
    [Fact]
    public async Task Good_rows_are_taken_and_bad_ones_named_by_their_number()
    {
        using var bed = await SubscriptionsBed.Create();
        var (mail, login) = (await bed.Component("Mail, inbound"), await bed.Component("로그인"));
        var accounts = await bed.Group("계정", login);
        var result = await Run(bed, $"""
            # from the old page
            plain@example.com

            korean@example.com,ko
            "quoted@example.com" , "ko-KR" , "all"
            scoped@example.com,,"Mail, inbound;계정"
            byid@example.com,en,{mail};{accounts}
            full@example.com,en,계정 - 로그인
            name@예시.한국
            no address here
            nobody@localhost
            french@example.com,fr
            strange@example.com,en,Nothing of ours
            many@example.com,en,all,more
            "open@example.com,en
            PLAIN@example.com
            trailing@example.com,,,
            """);
        Assert.Equal((8, 1, 0), (result.Added, result.AlreadyThere, result.Left));
        Assert.Equal(
            [
                "10: this is not an e-mail address: no address here",
                "11: the part after @ is not a domain on the internet: nobody@localhost",
                "12: the page does not speak this language: fr",
                "13: no component or group has this id or name: Nothing of ours",
                "14: there are more fields than address, language and scope: many@example.com,en,all,more",
                "15: a quoted field is not closed: \"open@example.com,en",
            ],
            result.Bad.Select(b => $"{b.Number}: {b.Reason("en")}"));
        Assert.Contains("언어", result.Bad[2].Reason("ko"), StringComparison.Ordinal);
        Assert.Equal("ko", (await bed.Only("quoted@")).Language);
        Assert.Equal(SubscriptionScope.Of([mail], [accounts]), (await bed.Only("scoped@")).Scope);
        Assert.Equal(SubscriptionScope.Of([mail], [accounts]), (await bed.Only("byid@")).Scope);
        Assert.Equal(SubscriptionScope.Of([login], []), (await bed.Only("full@")).Scope);
    }

    [Fact]
    public async Task Two_of_one_name_have_to_be_told_apart()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Component("Mail");
        await bed.Group("Mail");
        var bad = Assert.Single((await Run(bed, "a@example.com,en,mail")).Bad);
        Assert.Equal((ImportProblem.AmbiguousScope, "mail"), (bad.Problem, bad.Value));
    }

    [Theory]
    [InlineData("email\na@example.com\nb@example.com,ko")]
    [InlineData("\uFEFFEmail,Language\na@example.com\nb@example.com,ko")]
    [InlineData("id;x,created,언어,이메일\n1,2020,,a@example.com\n2,2020,ko,b@example.com,more")]
    [InlineData("\uFEFFa@example.com\r\nb@example.com,ko\r\n")]
    public async Task A_header_may_name_the_columns_and_a_mark_may_stand_before_all(string list)
    {
        using var bed = await SubscriptionsBed.Create();
        var result = await Run(bed, list);
        Assert.Empty(result.Bad);
        Assert.Equal([("a@example.com", "en"), ("b@example.com", "ko")], (await bed.Subscribers.Search(new(), 10)).Select(s => (s.Address, s.Language)));
    }

    [Fact]
    public async Task A_list_changes_nobody_who_is_there_and_brings_back_nobody_who_left()
    {
        using var bed = await SubscriptionsBed.Create();
        var active = await bed.Subscribe("active@example.com");
        await bed.Ask("pending@example.com");
        var pending = await bed.Only("pending@");
        await bed.Service.Unsubscribe((await bed.Subscribe("left@example.com")).Id);
        await bed.Service.Unsubscribe((await bed.Subscribe("returned@example.com")).Id);
        var returned = await bed.Subscribe("returned@example.com");

        var result = await Run(bed, "active@example.com,ko\npending@example.com,ko\nLEFT@example.com\nreturned@example.com,ko\nnew@example.com");
        Assert.Equal((1, 3, 1), (result.Added, result.AlreadyThere, result.Left));
        Assert.Equal(active, await bed.Only("active@"));
        Assert.Equal(pending, await bed.Only("pending@"));
        Assert.Equal(returned, await bed.Only("returned@"));
        Assert.Empty(await bed.Subscribers.Search(new("left@"), 10));
    }

    [Fact]
    public async Task An_unconfirmed_import_wants_confirmations_and_a_confirmed_one_none()
    {
        using var bed = await SubscriptionsBed.Create();
        await Run(bed, "a@example.com", confirmed: false);
        await Run(bed, "b@example.com", confirmed: true);
        Assert.Equal((SubscriptionState.Pending, SubscriptionState.Active), ((await bed.Only("a@")).State, (await bed.Only("b@")).State));
        Assert.Equal("a@example.com", Assert.Single(await bed.SendMails()).Key);
        var entries = (await bed.Audit.List(10)).Where(e => e.Action == "imported").Select(e => e.Detail).Order();
        Assert.Equal(["1 confirmed", "1 to be confirmed"], entries);
    }

    [Fact]
    public async Task Ten_thousand_rows_are_imported_once_however_often_and_by_however_many()
    {
        using var bed = await SubscriptionsBed.Create();
        var component = await bed.Component("Mail");
        var list = new StringBuilder("email,language,scope\n");
        for (var i = 0; i < 10_000; i++)
        {
            list.Append($"user{i}@example.com,{(i % 2 == 0 ? "en" : "ko")},{(i % 3 == 0 ? "Mail" : "all")}\n");
        }

        var watch = Stopwatch.StartNew();
        var results = await Task.WhenAll(Run(bed, list.ToString()), Run(bed, list.ToString()));
        TestContext.Current.TestOutputHelper?.WriteLine($"two imports of 10,000 rows took {watch.ElapsedMilliseconds} ms");
        Assert.Equal((10_000, 10_000), (results.Sum(r => r.Added), results.Sum(r => r.AlreadyThere)));
        Assert.Equal(10_000, await bed.Sql<long>("SELECT COUNT(*) FROM subscription"));
        Assert.Equal(10_000 - 3_334, await bed.Ledger.WouldBeTold(null, []));
        Assert.Equal(10_000, await bed.Ledger.WouldBeTold(null, [component]));
    }

    [Theory]
    [InlineData("a@example.com\u001b[2J\u202Eevil")]
    [InlineData("x\u0007\u0000")]
    public async Task What_a_bad_row_says_cannot_steer_a_terminal(string row)
    {
        using var bed = await SubscriptionsBed.Create();
        var shown = Assert.Single((await Run(bed, row)).Bad).Reason("en");
        Assert.DoesNotContain(shown, c => char.IsControl(c) || c == '\u202E');
    }

    [Fact]
    public async Task A_very_long_row_is_shown_cut()
    {
        using var bed = await SubscriptionsBed.Create();
        Assert.InRange(Assert.Single((await Run(bed, new string('a', 100_000))).Bad).Reason("en").Length, 50, 150);
    }

    private static Task<ImportResult> Run(SubscriptionsBed bed, string list, bool confirmed = true) =>
        bed.Import.Run(new StringReader(list), confirmed, Actor.CommandLine);
}
