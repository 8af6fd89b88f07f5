using FsCheck;
using FsCheck.Fluent;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;

namespace StatusPage.Tests.Operators;

public sealed class OperatorServiceTests
{
    [Fact]
    public async Task The_last_enabled_owner_stays()
    {
        using var test = await OperatorsUnderTest.Create();
        var first = await test.Add("first");
        var second = await test.Add("second");
        await test.Service.Disable(second.Id, Actor.System);
        await Assert.ThrowsAsync<RuleViolationException>(() => test.Service.ChangeRole(first.Id, Role.Operator, Actor.System));
        await Assert.ThrowsAsync<RuleViolationException>(() => test.Service.Disable(first.Id, Actor.System));
        Assert.Equal(Role.Owner, (await test.Service.ChangeRole(first.Id, Role.Owner, Actor.System)).Role);

        await test.Service.Enable(second.Id, Actor.System);
        await test.Service.ChangeRole(first.Id, Role.Viewer, Actor.System);
        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => test.Service.Disable(second.Id, Actor.System));
        Assert.Contains("second", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_owners_do_not_remove_each_other_at_once()
    {
        using var test = await OperatorsUnderTest.Create();
        var both = new[] { await test.Add("first"), await test.Add("second") };
        var refusals = await Task.WhenAll(both.Select(who => Record.ExceptionAsync(() => Task.Run(() => test.Service.Disable(who.Id, Actor.System))).AsTask()));
        Assert.IsType<RuleViolationException>(Assert.Single(refusals, e => e is not null));
        Assert.Single(await test.Service.All(), o => o.IsEnabled);
    }

    [Fact]
    public void Whatever_is_done_somebody_enabled_owns_the_page() =>
        Prop.ForAll(Gen.Choose(0, 14).ListOf().ToArbitrary(), steps =>
        {
            Operator[] all = [Owner("a"), Owner("b"), Owner("c")];
            foreach (var step in steps)
            {
                var owners = all.Count(o => o.IsEnabled && o.Role == Role.Owner);
                Record.Exception(() => Do(all[step % 3], step / 3, owners));
            }

            return all.Any(o => o.IsEnabled && o.Role == Role.Owner);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task An_address_has_one_account_however_it_is_written()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        await Assert.ThrowsAsync<RuleViolationException>(() => test.Service.Add(" OWNER@Example.com ", "Owner", Role.Viewer, OperatorsUnderTest.Password, Actor.System));
        Assert.Single(await test.Service.All());
    }

    [Theory]
    [InlineData("owner@example.com", "Owner", 11, "password")]
    [InlineData("owner@example.com", "Owner", 257, "password")]
    [InlineData("owner@example.com", "", 12, "name")]
    [InlineData("owner@example.com", "Own\ner", 12, "name")]
    [InlineData("owner", "Owner", 12, "email")]
    [InlineData("Owner <owner@example.com>", "Owner", 12, "email")]
    [InlineData("owner@example.com\r\nBcc: x@example.com", "Owner", 12, "email")]
    [InlineData(null, "Owner", 12, "email")]
    public async Task What_is_wrong_is_said_of_its_field_and_nothing_is_written(string? email, string name, int length, string field)
    {
        using var test = await OperatorsUnderTest.Create();
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => test.Service.Add(email, name, Role.Owner, new('x', length), Actor.System));
        Assert.Equal(field, Assert.Single(refused.Errors).Field);
        Assert.Empty(await test.Service.All());
        Assert.Empty(await test.Audit());
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_and_no_password_is()
    {
        using var test = await OperatorsUnderTest.Create();
        var boss = new Actor("operator", "x", "boss");
        var owner = await test.Add("owner");
        await test.Add("colleague");
        await test.Service.ChangeRole(owner.Id, Role.Operator, boss);
        await test.Service.Disable(owner.Id, boss);
        await test.Service.Enable(owner.Id, boss);
        await test.Service.ChangePassword(owner.Id, "another long password", boss);
        await Assert.ThrowsAsync<NotFoundException>(() => test.Service.Disable("nobody000000", boss));
        Assert.Equal(
            [
                "boss disabled operator", "boss enabled operator", "boss password_changed operator", "boss updated operator",
                "command line created operator", "command line created operator",
            ],
            await test.Audit());
        Assert.DoesNotContain("long", await test.AllText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_ends_every_other_session()
    {
        using var test = await OperatorsUnderTest.Create();
        var owner = await test.Add("owner");
        var mine = await test.Sessions.Start(owner, "here");
        var other = await test.Sessions.Start(owner, "there");
        var here = (await test.Sessions.Resolve(mine))!.Id;
        var actor = new Actor("operator", owner.Id, owner.Name);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => test.Service.ChangeOwnPassword(owner.Id, "not the password", "another long password", actor, here));
        Assert.Equal("present_password", Assert.Single(refused.Errors).Field);
        Assert.NotNull(await test.Sessions.Resolve(other));

        await test.Service.ChangeOwnPassword(owner.Id, OperatorsUnderTest.Password, "another long password", actor, here);
        Assert.NotNull(await test.Sessions.Resolve(mine));
        Assert.Null(await test.Sessions.Resolve(other));
        Assert.Null((await test.SignIn.Attempt(owner.Email, OperatorsUnderTest.Password, "a")).Operator);
        Assert.NotNull((await test.SignIn.Attempt(owner.Email, "another long password", "a")).Operator);
    }

    private static Operator Owner(string name) => new(name, $"{name}@example.com", name, Role.Owner, TestClock.Start);

    private static void Do(Operator who, int what, int owners)
    {
        switch (what)
        {
            case 0: who.Disable(owners, TestClock.Start); break;
            case 1: who.Enable(); break;
            case 2: who.ChangeRole(Role.Viewer, owners); break;
            case 3: who.ChangeRole(Role.Operator, owners); break;
            default: who.ChangeRole(Role.Owner, owners); break;
        }
    }
}
