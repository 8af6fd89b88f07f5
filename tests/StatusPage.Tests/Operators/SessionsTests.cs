using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;

namespace StatusPage.Tests.Operators;

public sealed class SessionsTests
{
    [Fact]
    public async Task A_session_ends_twelve_hours_after_its_last_use()
    {
        using var test = await OperatorsUnderTest.Create();
        var token = await test.Sessions.Start(await test.Add("owner"), "Browser");
        test.Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(test.Clock.GetUtcNow() + Sessions.Idle, (await test.Sessions.Resolve(token))!.ExpiresAt);
        test.Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal("owner", (await test.Sessions.Resolve(token))!.Operator.Name);
        test.Clock.Advance(Sessions.Idle);
        Assert.Null(await test.Sessions.Resolve(token));
    }

    [Fact]
    public async Task A_session_in_constant_use_ends_after_thirty_days()
    {
        using var test = await OperatorsUnderTest.Create();
        var token = await test.Sessions.Start(await test.Add("owner"), null);
        for (var i = 0; i < 2 * 30; i++)
        {
            test.Clock.Advance(TimeSpan.FromHours(11.9));
            Assert.NotNull(await test.Sessions.Resolve(token));
        }

        test.Clock.Set(TestClock.Start + Sessions.Longest - TimeSpan.FromSeconds(1));
        Assert.NotNull(await test.Sessions.Resolve(token));
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await test.Sessions.Resolve(token));
    }

    [Fact]
    public async Task A_revoked_session_is_refused_at_once_and_others_go_on()
    {
        using var test = await OperatorsUnderTest.Create();
        var (owner, colleague) = (await test.Add("owner"), await test.Add("colleague"));
        var (a, b, c) = (await test.Sessions.Start(owner, "a"), await test.Sessions.Start(owner, "b"), await test.Sessions.Start(colleague, "c"));
        var session = (await test.Sessions.Resolve(a))!;
        await Assert.ThrowsAsync<NotFoundException>(() => test.Sessions.Revoke(colleague.Id, session.Id, Actor.System));
        await test.Sessions.Revoke(owner.Id, session.Id, Actor.System);
        await Assert.ThrowsAsync<NotFoundException>(() => test.Sessions.Revoke(owner.Id, session.Id, Actor.System));
        Assert.Null(await test.Sessions.Resolve(a));
        Assert.Equal("b", Assert.Single(await test.Sessions.Of(owner.Id)).Client);

        Assert.Equal(1, await test.Sessions.RevokeAll(owner.Id, Actor.System));
        Assert.Null(await test.Sessions.Resolve(b));
        Assert.NotNull(await test.Sessions.Resolve(c));
        await test.Sessions.SignOut(c);
        await test.Sessions.SignOut(c);
        Assert.Null(await test.Sessions.Resolve(c));
        Assert.Equal(
            ["colleague signed_in operator", "colleague signed_out operator", "owner signed_in operator", "owner signed_in operator", "system session_revoked operator", "system sessions_revoked operator"],
            (await test.Audit()).Where(line => !line.StartsWith("command line", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Somebody_disabled_is_out_and_a_new_role_holds_for_the_next_request()
    {
        using var test = await OperatorsUnderTest.Create();
        await test.Add("another");
        var owner = await test.Add("owner");
        var token = await test.Sessions.Start(owner, null);
        await test.Service.ChangeRole(owner.Id, Role.Viewer, Actor.System);
        Assert.Equal(Role.Viewer, (await test.Sessions.Resolve(token))!.Operator.Role);
        await test.Service.Disable(owner.Id, Actor.System);
        Assert.Null(await test.Sessions.Resolve(token));
        await test.Service.Enable(owner.Id, Actor.System);
        Assert.Null(await test.Sessions.Resolve(token));
    }

    [Fact]
    public async Task What_is_over_is_deleted_and_what_lives_stays()
    {
        using var test = await OperatorsUnderTest.Create();
        var owner = await test.Add("owner");
        await test.Sessions.Start(owner, "marked as over");
        test.Clock.Advance(TimeSpan.FromHours(6));
        var token = await test.Sessions.Start(owner, "marked as alive");
        test.Clock.Advance(TimeSpan.FromHours(6));
        await test.Forget.Run(TestContext.Current.CancellationToken);
        Assert.NotNull(await test.Sessions.Resolve(token));
        var text = await test.AllText();
        Assert.DoesNotContain("marked as over", text, StringComparison.Ordinal);
        Assert.Contains("marked as alive", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_is_stored_in_clear()
    {
        using var test = await OperatorsUnderTest.Create();
        var link = (await test.Links.Make())!;
        var owner = await test.Links.Redeem(link, "owner@example.com", "owner", OperatorsUnderTest.Password);
        var session = await test.Sessions.Start(owner, "Browser");
        var key = (await test.Keys.Create("importer", Role.Viewer, Actor.System)).Secret;
        await test.SignIn.Attempt("owner@example.com", OperatorsUnderTest.Password, "203.0.113.7");
        var text = await test.AllText();
        Expect.None(new[] { link, session, key, key[ApiKeys.Prefix.Length..], OperatorsUnderTest.Password, "203.0.113.7" }
            .Where(secret => text.Contains(secret, StringComparison.Ordinal)));
        Assert.Contains("importer", text, StringComparison.Ordinal);
    }
}
