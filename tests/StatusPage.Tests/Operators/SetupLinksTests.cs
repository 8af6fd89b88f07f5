using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;

namespace StatusPage.Tests.Operators;

public sealed class SetupLinksTests
{
    [Fact]
    public async Task A_link_makes_one_owner_and_every_other_link_is_void_from_then_on()
    {
        using var test = await OperatorsUnderTest.Create();
        var (first, second) = ((await test.Links.Make())!, (await test.Links.Make())!);
        Assert.True(await test.Links.IsValid(first));
        var who = await Redeem(test, first);
        Assert.Equal(Role.Owner, who.Role);
        Assert.NotNull((await test.SignIn.Attempt("owner@example.com", OperatorsUnderTest.Password, "a")).Operator);
        foreach (var link in new[] { first, second, "nonsense" })
        {
            Assert.False(await test.Links.IsValid(link));
            await Assert.ThrowsAsync<RuleViolationException>(() => Redeem(test, link, "colleague@example.com"));
        }

        Assert.Null(await test.Links.Make());
        Assert.Single(await test.Service.All());
        Assert.Equal(["owner created operator"], await test.Audit());
    }

    [Fact]
    public async Task A_link_is_valid_for_an_hour()
    {
        using var test = await OperatorsUnderTest.Create();
        var link = (await test.Links.Make())!;
        test.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.True(await test.Links.IsValid(link));
        test.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await test.Links.IsValid(link));
        await Assert.ThrowsAsync<RuleViolationException>(() => Redeem(test, link));
        Assert.Empty(await test.Service.All());
        await Redeem(test, (await test.Links.Make())!);
    }

    [Fact]
    public async Task A_form_filled_in_wrongly_does_not_use_the_link_up()
    {
        using var test = await OperatorsUnderTest.Create();
        var link = (await test.Links.Make())!;
        await Assert.ThrowsAsync<InvalidInputException>(() => test.Links.Redeem(link, "owner@example.com", "owner", "short"));
        await Redeem(test, link);
    }

    [Fact]
    public async Task Two_who_use_a_link_at_once_are_one_owner()
    {
        using var test = await OperatorsUnderTest.Create();
        var link = (await test.Links.Make())!;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Record.ExceptionAsync(() => Task.Run(() => Redeem(test, link, $"owner{i}@example.com"))).AsTask()));
        Assert.Single(await test.Service.All());
    }

    [Fact]
    public async Task While_nobody_but_a_viewer_is_there_a_link_still_makes_an_owner()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Service.Add("colleague@example.com", "colleague", Role.Viewer, OperatorsUnderTest.Password, Actor.CommandLine);
        await Redeem(test, (await test.Links.Make())!);
    }

    [Theory]
    [InlineData("http://[::]:8080", "http://localhost:8080")]
    [InlineData("http://0.0.0.0:80", "http://localhost")]
    [InlineData("http://+:5000", "http://localhost:5000")]
    [InlineData("https://127.0.0.1:5001", "https://127.0.0.1:5001")]
    [InlineData("http://status.example.com:5000/base", "http://status.example.com:5000/base")]
    public void The_address_of_the_link_is_one_that_a_browser_reaches(string bound, string expected) =>
        Assert.Equal(expected, SetupLinkPrinter.Reachable(bound));

    private static Task<Operator> Redeem(OperatorsUnderTest test, string link, string email = "owner@example.com") =>
        test.Links.Redeem(link, email, "owner", OperatorsUnderTest.Password);
}
