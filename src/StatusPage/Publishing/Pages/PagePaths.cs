using System.Globalization;

namespace StatusPage.Publishing.Pages;

/// <summary>Where the public pages are, in each language.</summary>
internal static class PagePaths
{
    public static string Front(string language) => $"/{language}/";

    public static string Incident(string language, string id) => $"/{language}/incidents/{id}";

    /// <param name="language">In which language.</param>
    /// <param name="id">Whose.</param>
    /// <param name="version">0 for the one that stands.</param>
    public static string Report(string language, string id, int version = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"/{language}/incidents/{id}/report{(version == 0 ? "" : $"/{version}")}");

    public static string History(string language) => $"/{language}/history";

    public static string Month(string language, int year, int month) =>
        string.Create(CultureInfo.InvariantCulture, $"/{language}/history/{year:0000}-{month:00}");

    public static string Record(string language) => $"/{language}/record";

    public static string Subscribe(string language) => $"/{language}/subscribe";

    public static string Confirm(string token) => $"/subscribe/confirm/{token}";

    public static string Manage(string token) => $"/manage/{token}";

    public static string Unsubscribe(string token) => $"/unsubscribe/{token}";
}
