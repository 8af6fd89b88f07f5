using StatusPage.Platform.Settings;

namespace StatusPage.Platform.Sites;

/// <summary>The site as configured. Name, address and time zone can be changed later through the API; <see cref="Site"/> is what holds.</summary>
internal sealed record SiteOptions(string Name, string Url, string TimeZone, IReadOnlyList<string> Languages, string DefaultLanguage)
{
    public static readonly IReadOnlyList<string> KnownLanguages = ["en", "ko"];

    public static SiteOptions From(IConfiguration configuration)
    {
        var languages = Setting.Text(configuration, "Site:Languages", "en,ko")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (languages.Length == 0 || languages.Except(KnownLanguages).Any())
        {
            throw new SettingException("Site:Languages", string.Join(',', languages), "one or more of en, ko, separated by commas");
        }

        return new(
            Setting.Text(configuration, "Site:Name", "Status"),
            Address(Setting.Text(configuration, "Site:Url", ServedAt(configuration))),
            Zone(Setting.Text(configuration, "Site:TimeZone", "Etc/UTC")),
            [.. languages.Distinct()],
            Setting.OneOf(configuration, "Site:DefaultLanguage", languages[0], languages));
    }

    /// <summary>Without an address of its own a site is found where it is served, which <c>--urls</c> says.</summary>
    private static string ServedAt(IConfiguration configuration) =>
        Uri.TryCreate(configuration["urls"]?.Split(';')[0], UriKind.Absolute, out var address) && address.Port > 0
            ? address.GetLeftPart(UriPartial.Authority).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal)
            : "http://localhost:5000";

    private static string Address(string text) =>
        Site.Address(text) ?? throw new SettingException("Site:Url", text, "an address that begins with http:// or https://, such as https://status.example.com");

    private static string Zone(string text) =>
        Site.IsTimeZone(text) ? text : throw new SettingException("Site:TimeZone", text, "an IANA time zone such as Asia/Seoul or Etc/UTC");
}
