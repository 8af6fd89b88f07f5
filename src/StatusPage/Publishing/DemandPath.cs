using System.Globalization;
using StatusPage.Platform;

namespace StatusPage.Publishing;

/// <summary>The address of something old: an incident's page or document, or a month of the history.</summary>
/// <param name="IncidentId">Null for a month.</param>
/// <param name="Month">The first day of the month; null for an incident, and for the history's front, which is the present month.</param>
/// <param name="Key">The address without language and form.</param>
internal sealed record DemandPath(string? IncidentId, DateOnly? Month, string Key)
{
    /// <summary>Which version of the incident's report; 0 for the one that stands, null for the incident itself.</summary>
    public int? ReportVersion { get; private init; }

    public static DemandPath? Parse(string path, IEnumerable<string> languages)
    {
        var rest = languages.FirstOrDefault(l => path.StartsWith($"/{l}/", StringComparison.Ordinal)) is { } language ? path[(language.Length + 1)..] : path;
        if (rest.StartsWith("/history", StringComparison.Ordinal))
        {
            return History(rest["/history".Length..], rest);
        }

        var isDocument = path.EndsWith(".json", StringComparison.Ordinal);
        if (isDocument)
        {
            rest = path[..^5];
            if (rest.StartsWith("/api/v2/", StringComparison.Ordinal))
            {
                rest = rest["/api/v2".Length..];
                rest = rest.EndsWith("/recovery", StringComparison.Ordinal) ? rest[..^"/recovery".Length] : rest;
            }
        }

        const string Incidents = "/incidents/";
        return rest.StartsWith(Incidents, StringComparison.Ordinal) && rest[Incidents.Length..] is var id && Ids.IsWellFormed(id)
            ? new(id, null, rest)
            : isDocument ? null : Report(rest);
    }

    private static DemandPath? Report(string rest) =>
        rest.Split('/') is ["", "incidents", var id, "report", .. var version] && Ids.IsWellFormed(id) && NumberOf(version) is { } number
            ? new(id, null, rest) { ReportVersion = number }
            : null;

    private static int? NumberOf(string[] version) => version switch
    {
        [] => 0,
        [var text] when text.Length is > 0 and < 5 && text[0] is >= '1' and <= '9' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static DemandPath? History(string month, string key)
    {
        if (month == "")
        {
            return new(null, null, key);
        }

        return DateOnly.TryParseExact(month, "'/'yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) ? new(null, first, key) : null;
    }
}
