namespace StatusPage.Tests;

internal static class Expect
{
    /// <summary>Fails with every finding on a line of its own, whole; the library's own message cuts them short.</summary>
    public static void None(IEnumerable<object?> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
