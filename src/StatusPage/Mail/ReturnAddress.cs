namespace StatusPage.Mail;

/// <summary>
/// A return address of each message's own (VERP): <c>local+TAG@domain</c>. What comes back to it says by the tag which message it is about, whatever the
/// report itself says or leaves out.
/// </summary>
internal static class ReturnAddress
{
    public const int TagLength = 44;

    // RFC 5321 section 4.5.3.1.1.
    private const int LongestWhole = 64;

    public const int LongestLocal = LongestWhole - 1 - TagLength;

    /// <summary>What could be a tag in an address, in brackets or not, or the tag alone; in lower case, since servers on the way may change it. Null when there is none.</summary>
    public static string? TagOf(ReadOnlySpan<char> address)
    {
        address = address.Trim().TrimStart('<').TrimEnd('>');
        var at = address.LastIndexOf('@');
        var local = at < 0 ? address : address[..at];
        var tag = local[(local.LastIndexOf('+') + 1)..];
        return tag.Length == TagLength && System.Text.Ascii.IsValid(tag) ? tag.ToString().ToLowerInvariant() : null;
    }
}
