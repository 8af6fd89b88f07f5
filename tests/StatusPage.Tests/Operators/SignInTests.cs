using StatusPage.Operators;
using StatusPage.Platform.Audit;

namespace StatusPage.Tests.Operators;

public sealed class SignInTests
{
    private const string Wrong = "not the password", Owner = "owner@example.com";

    [Fact]
    public async Task A_right_password_signs_in_and_everything_else_is_one_answer()
    {
        using var test = await OperatorsUnderTest.Create();
        var owner = await test.Add("owner");
        var colleague = await test.Add("colleague", Role.Viewer);
        await test.Service.Disable(colleague.Id, Actor.System);
        Assert.Equal(owner.Id, (await test.SignIn.Attempt(" Owner@EXAMPLE.com", OperatorsUnderTest.Password, "a")).Operator?.Id);
        var no = new SignInResult(null, null);
        Assert.Equal(no, await test.SignIn.Attempt(Owner, Wrong, "a"));
        Assert.Equal(no, await test.SignIn.Attempt(Owner, new('x', 5000), "a"));
        Assert.Equal(no, await test.SignIn.Attempt("nobody@example.com", OperatorsUnderTest.Password, "a"));
        Assert.Equal(no, await test.SignIn.Attempt(colleague.Email, OperatorsUnderTest.Password, "a"));
        Assert.Equal(no, await test.SignIn.Attempt("", "", "a"));
    }

    [Fact]
    public async Task An_address_that_fails_too_often_waits_for_its_window_even_with_the_right_password()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        await Fail(test, "nobody@example.com", "a", SignIn.PerAddress);
        test.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(new(null, TimeSpan.FromMinutes(10)), await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "a"));
        Assert.NotNull((await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "b")).Operator);
        test.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull((await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "a")).Operator);
    }

    [Fact]
    public async Task An_attack_on_an_account_does_not_lock_its_owner_out_from_where_they_used_to_sign_in()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        Assert.NotNull((await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "home")).Operator);
        for (var i = 0; i < SignIn.PerAccount / SignIn.PerAddress; i++)
        {
            await Fail(test, Owner, $"attacker {i}", SignIn.PerAddress);
        }

        Assert.Equal(SignIn.Window, (await test.SignIn.Attempt(Owner, Wrong, "one more attacker")).RetryAfter);
        Assert.Equal(SignIn.Window, (await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "elsewhere")).RetryAfter);
        Assert.NotNull((await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "home")).Operator);
        test.Clock.Advance(SignIn.Window);
        Assert.NotNull((await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "elsewhere")).Operator);
    }

    [Fact]
    public async Task A_familiar_address_may_not_guess_without_end_either()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "office");
        await Fail(test, Owner, "office", SignIn.PerAddress);
        Assert.NotNull((await test.SignIn.Attempt(Owner, Wrong, "office")).RetryAfter);
    }

    [Fact]
    public async Task Signing_in_to_an_account_of_ones_own_does_not_buy_new_guesses()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        await test.Add("insider", Role.Viewer);
        await Fail(test, Owner, "a", SignIn.PerAddress - 1);
        Assert.NotNull((await test.SignIn.Attempt("insider@example.com", OperatorsUnderTest.Password, "a")).Operator);
        await Fail(test, Owner, "a", 1);
        Assert.NotNull((await test.SignIn.Attempt(Owner, Wrong, "a")).RetryAfter);
    }

    [Fact]
    public async Task Signing_in_often_is_not_failing()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        for (var i = 0; i <= SignIn.PerAddress; i++)
        {
            Assert.NotNull((await test.SignIn.Attempt(Owner, OperatorsUnderTest.Password, "a")).Operator);
        }
    }

    [Fact]
    public async Task A_hash_of_an_older_strength_is_exchanged_when_its_password_is_given()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        var before = await Hash(test);
        await test.StrongerSignIn.Attempt(Owner, Wrong, "a");
        Assert.Equal(before, await Hash(test));
        Assert.NotNull((await test.StrongerSignIn.Attempt(Owner, OperatorsUnderTest.Password, "a")).Operator);
        var after = await Hash(test);
        Assert.NotEqual(before, after);
        Assert.NotNull((await test.StrongerSignIn.Attempt(Owner, OperatorsUnderTest.Password, "a")).Operator);
        Assert.Equal(after, await Hash(test));
    }

    [Fact]
    public async Task Guesses_sent_at_once_do_not_slip_through()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        var results = await Task.WhenAll(Enumerable.Range(0, 2 * SignIn.PerAddress).Select(_ => Task.Run(() => test.SignIn.Attempt(Owner, Wrong, "a"))));
        Assert.Equal(SignIn.PerAddress, results.Count(r => r.RetryAfter is null));
    }

    [Fact]
    public async Task While_others_are_looked_at_an_attempt_waits_shortly_and_then_is_put_off_without_being_counted()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("owner");
        await test.SignIn.Verifications.WaitAsync();
        await test.SignIn.Verifications.WaitAsync();
        await Task.WhenAll(Enumerable.Range(0, SignIn.PerAddress).Select(async _ =>
            Assert.Equal(new(null, SignIn.BusyPause), await test.SignIn.Attempt("owner@example.com", Wrong, "a"))));
        test.SignIn.Verifications.Release();
        Assert.NotNull((await test.SignIn.Attempt("owner@example.com", OperatorsUnderTest.Password, "a")).Operator);
        Assert.Equal(1, test.SignIn.Verifications.CurrentCount);
    }

    private static Task<string> Hash(OperatorsUnderTest test) => test.PasswordHash(Owner);

    private static async Task Fail(OperatorsUnderTest test, string email, string address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(new(null, null), await test.SignIn.Attempt(email, Wrong, address));
        }
    }
}
