namespace StatusPage.Operators;

/// <summary>Where signing in leads back to: a place of the console and never another host, whatever the address line says.</summary>
internal static class ReturnUrl
{
    public const string Console = "/console";

    public static string OrConsole(string? wanted) =>
        wanted is not null
        && wanted.StartsWith(Console, StringComparison.Ordinal)
        && (wanted.Length == Console.Length || wanted[Console.Length] is '/' or '?')
        && !wanted.AsSpan().ContainsAnyInRange('\0', ' ')
        && !wanted.Contains('\\', StringComparison.Ordinal)
        && !LeavesByDots(wanted)
            ? wanted
            : Console;

    /// <summary>A browser walks these, written out or encoded, before it asks.</summary>
    private static bool LeavesByDots(string wanted) =>
        Uri.UnescapeDataString(wanted.Split('?', '#')[0]).Split('/').Any(segment => segment is "." or "..");
}
