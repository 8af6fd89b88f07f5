using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;

namespace StatusPage.Tests.Operators;

public sealed class ApiKeysTests
{
    [Fact]
    public async Task A_key_acts_until_it_is_revoked()
    {
        using var test = await OperatorsUnderTest.Create();
        var made = await test.Keys.Create(" importer ", Role.Operator, Actor.System);
        Assert.StartsWith(ApiKeys.Prefix, made.Secret, StringComparison.Ordinal);
        Assert.Equal(made.Key, await test.Keys.Resolve(made.Secret));
        Assert.Equal("importer", made.Key.Name);
        Assert.Null(await test.Keys.Resolve(made.Secret + "x"));
        Assert.Null(await test.Keys.Resolve(made.Secret.ToUpperInvariant()));
        await test.Keys.Revoke(made.Key.Id, Actor.System);
        Assert.Null(await test.Keys.Resolve(made.Secret));
        Assert.Equal(test.Clock.GetUtcNow(), Assert.Single(await test.Keys.All()).RevokedAt);
        await Assert.ThrowsAsync<NotFoundException>(() => test.Keys.Revoke(made.Key.Id, Actor.System));
        Assert.Equal(2, (await test.Audit()).Count(line => line.EndsWith("api_key", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task When_it_was_last_used_is_written_once_a_minute()
    {
        using var test = await OperatorsUnderTest.Create();
        var made = await test.Keys.Create("importer", Role.Viewer, Actor.System);
        Assert.Null(Assert.Single(await test.Keys.All()).LastUsedAt);
        await test.Keys.Resolve(made.Secret);
        test.Clock.Advance(TimeSpan.FromSeconds(59));
        await test.Keys.Resolve(made.Secret);
        Assert.Equal(TestClock.Start, Assert.Single(await test.Keys.All()).LastUsedAt);
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await test.Keys.Resolve(made.Secret);
        Assert.Equal(test.Clock.GetUtcNow(), Assert.Single(await test.Keys.All()).LastUsedAt);
    }

    [Fact]
    public async Task A_key_needs_a_name()
    {
        using var test = await OperatorsUnderTest.Create();
        await Assert.ThrowsAsync<InvalidInputException>(() => test.Keys.Create(" ", Role.Viewer, Actor.System));
        Assert.Empty(await test.Keys.All());
    }
}
