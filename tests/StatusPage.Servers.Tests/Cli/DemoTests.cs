using System.Text;
using System.Text.RegularExpressions;

namespace StatusPage.Servers.Tests.Cli;

/// <summary>The demo as a newcomer starts it, in a minute instead of twelve.</summary>
public sealed partial class DemoTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_ends_by_itself_with_its_ledger_printed_and_all_three_readers_told_of_everything()
    {
        await using var app = new AppProcess();
        var mail = Directory.CreateDirectory(Path.Combine(app.DataDirectory, "kept")).FullName;
        var end = await app.Run(["demo", "--minutes", "1", "--urls", app.Address.ToString(), "--Mail:PickupDirectory", mail], "", TimeSpan.FromMinutes(3), Cancelled);

        Assert.True(end.Status == 0, end.Output + end.Errors);
        Assert.Contains($"{app.Address}en/", end.Output.Replace("//en", "/en", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("The ledger: told 3, recovered 3, owed 0, released 0, exhausted 0", end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Output + end.Errors, StringComparison.Ordinal);
        var rows = Row.Matches(end.Output).Select(m => (Kind: m.Groups[1].Value, Planned: m.Groups[2].Value, Accepted: m.Groups[3].Value)).ToList();
        Assert.Equal("outage", rows[0].Kind);
        Assert.Equal("recovery", rows[^1].Kind);
        Assert.All(rows, row => Assert.Equal(("3", "3"), (row.Planned, row.Accepted)));

        var told = Directory.GetFiles(mail, "*.eml", SearchOption.AllDirectories).Select(f => Encoding.UTF8.GetString(File.ReadAllBytes(f))).ToList();
        Assert.All(told, m => Assert.DoesNotContain("localhost:5000", m, StringComparison.Ordinal));
        Assert.Contains(told, m => m.Contains(app.Address.Authority, StringComparison.Ordinal));
        foreach (var reader in new[] { "reader@example.com", "dokja@example.com", "login-only@example.com" })
        {
            Assert.Equal(rows.Count, told.Count(m => m.Contains($"\r\nTo: {reader}\r\n", StringComparison.OrdinalIgnoreCase)));
        }

        Assert.Superset(new HashSet<string> { "correction", "promise", "dead_man", "plan", "plan_phase" }, rows.Select(r => r.Kind).ToHashSet());
        var promises = Promised.Matches(end.Output).Select(m => (Kind: m.Groups[1].Value, Became: m.Groups[2].Value)).ToList();
        Assert.Equal(["replaced", "replaced", "kept"], promises.Where(p => p.Kind == "estimate").Select(p => p.Became));
        Assert.Equal(["kept_late"], promises.Where(p => p.Kind == "plan").Select(p => p.Became));
        Assert.Single(promises, p => p is ("next_update", "broken"));
        Assert.Matches(@"The record: \d+ entries, unbroken", end.Output);
        Assert.Equal(["open"], promises.Where(p => p.Kind == "report").Select(p => p.Became));
        Assert.False(File.Exists(Path.Combine(app.DataDirectory, "status.db")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("61")]
    [InlineData("soon")]
    public async Task How_long_it_takes_may_be_a_minute_to_an_hour(string minutes)
    {
        await using var app = new AppProcess();
        var end = await app.Run(["demo", "--minutes", minutes], cancellation: Cancelled);
        Assert.NotEqual(0, end.Status);
        Assert.Contains("--minutes", end.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(outage|update|recovery|correction|promise|dead_man|plan|plan_phase) +(\d+) +(\d+)", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"^(next_update|estimate|plan|report) +[-0-9]+ [:0-9]+ +(\w+)", RegexOptions.Multiline)]
    private static partial Regex Promised { get; }
}
