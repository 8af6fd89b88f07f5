using System.Text.RegularExpressions;

namespace StatusPage.Servers.Tests.Cli;

public sealed partial class AccessVerbsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_start_prints_a_link_each_start_anew_until_somebody_owns_the_page()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        await app.Until(() => Task.FromResult(Links(app).Count == 1), Cancelled);
        Assert.StartsWith(app.Address.ToString(), Links(app)[0], StringComparison.Ordinal);
        await app.Stop(Cancelled);

        app.Set("Site__Url", "https://status.example.com");
        await app.Start(Cancelled);
        await app.Until(() => Task.FromResult(Links(app).Count == 2), Cancelled);
        Assert.StartsWith("https://status.example.com/", Links(app)[1], StringComparison.Ordinal);
        await app.Stop(Cancelled);

        var added = await app.Run(["operator", "add", "kim@example.com", "--name", "김 Kim", "--role", "owner", "--password-stdin"], "a long enough password\n", Cancelled);
        Assert.Equal((0, ""), (added.Status, added.Output));
        await app.Start(Cancelled);
        await app.Stop(Cancelled);
        Assert.Equal(2, Links(app).Count);
    }

    [Fact]
    public async Task A_key_stands_alone_on_the_output()
    {
        await using var app = new AppProcess();
        var made = await app.Run(["key", "add", "importer", "--role", "operator"], cancellation: Cancelled);
        Assert.Equal(0, made.Status);
        Assert.Matches(@"\Asp_[A-Za-z0-9_-]{43}\r?\n\z", made.Output);
    }

    [Theory]
    [InlineData("a long enough password", "password-stdin", "operator", "add", "kim@example.com", "--name", "Kim", "--role", "owner")]
    [InlineData("a long enough password", "viewer", "operator", "add", "kim@example.com", "--name", "Kim", "--role", "king", "--password-stdin")]
    [InlineData("a long enough password", "email", "operator", "add", "kim", "--name", "Kim", "--role", "owner", "--password-stdin")]
    [InlineData("too short", "12 characters", "operator", "add", "kim@example.com", "--name", "Kim", "--role", "owner", "--password-stdin")]
    [InlineData("", "12 characters", "operator", "add", "kim@example.com", "--name", "Kim", "--role", "owner", "--password-stdin")]
    [InlineData("", "--role", "key", "add", "importer")]
    [InlineData("", "name", "key", "add", " ", "--role", "viewer")]
    public async Task What_is_wrong_is_one_clear_sentence_and_status_1(string input, string said, params string[] args)
    {
        await using var app = new AppProcess();
        var end = await app.Run(args, input, Cancelled);
        Assert.Equal(1, end.Status);
        Assert.Contains(said, end.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sp_", end.Output, StringComparison.Ordinal);
    }

    private static List<string> Links(AppProcess app) => [.. LinkPattern().Matches(app.Output).Select(m => m.Value)];

    [GeneratedRegex(@"https?://\S+/console/setup/[A-Za-z0-9_-]{43}")]
    private static partial Regex LinkPattern();
}
