using System.Buffers;

namespace StatusPage.Platform.Sites;

/// <summary>The one page that this installation serves, as it stands now.</summary>
/// <param name="Id">What API clients call the page id.</param>
/// <param name="Version">Raised by every change that readers can see.</param>
/// <param name="Name">What the page is called, in its own words.</param>
/// <param name="Url">Its public address without a closing slash; links in mails begin with it.</param>
/// <param name="TimeZone">IANA name; page and mail write times in it.</param>
/// <param name="CreatedAt">When this installation first started.</param>
/// <param name="UpdatedAt">When readers' view last changed.</param>
internal sealed record Site(
    string Id, long Version, string Name, string Url, string TimeZone, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>The public address as links are to carry it: visible ASCII, the host as the name service knows it, no closing slash.</summary>
    /// <returns>Null when it cannot be one.</returns>
    public static string? Address(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query != "" || uri.Fragment != "" || uri.UserInfo != "")
        {
            return null;
        }

        try
        {
            var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
            var address = $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}{uri.AbsolutePath.TrimEnd('/')}";
            return host == "" || address.AsSpan().ContainsAnyExcept(InAddress) ? null : address;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static readonly SearchValues<char> InAddress =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~:/[]@!$&'()*+,;=%");

    public static bool IsTimeZone(string text) => TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && zone.HasIanaId;
}
