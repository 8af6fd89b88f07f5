using StatusPage.Platform.Text;

namespace StatusPage.Notices.Letters;

/// <summary>What the mail with a confirmation link says, or the one to an address that has confirmed before.</summary>
/// <param name="Until">How long the link works; null for an address that needs no confirming, whose link is its manage page.</param>
internal sealed record ConfirmationLetter(Texts Words, string Subject, string SiteName, string First, string Act, string Link, string? Until, string Ignore)
{
    public string ToText() => $"{First}\n\n{Act}: {Link}\n{(Until is null ? "" : Until + "\n")}\n{Ignore}\n";
}
