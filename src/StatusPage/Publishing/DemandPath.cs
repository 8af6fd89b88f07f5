using System.Globalization;
using StatusPage.Platform;

namespace StatusPage.Publishing;

/// <summary>The address of something old: an incident's page or document, a month of the history, or the record of promises.</summary>
/// <param name="IncidentId">Null for all others.</param>
/// <param name="Month">The first day of the month; null for all others, and for the history's front, which is the present month.</param>
/// <param name="Key">The address without language and form.</param>
internal sealed record DemandPath(string? IncidentId, DateOnly? Month, string Key)
{
    private const string EntryPages = "/api/v2/record/entries/";

    /// <summary>Which version of the incident's report; 0 for the one that stands, null for the incident itself.</summary>
    public int? ReportVersion { get; private init; }

    /// <summary>Whether it is the record of promises, page and figures.</summary>
    public bool IsRecord { get; private init; }

    /// <summary>A page of the record's entries, from 1.</summary>
    public int? EntryPage { get; private init; }

    public static DemandPath? Parse(string path, IEnumerable<string> languages)
    {
        var rest = languages.FirstOrDefault(l => path.StartsWith($"/{l}/", StringComparison.Ordinal)) is { } language ? path[(language.Length + 1)..] : path;
        if (rest.StartsWith("/history", StringComparison.Ordinal))
        {
            return History(rest["/history".Length..], rest);
        }

        if (rest == "/record" || path == "/api/v2/record.json")
        {
            return new(null, null, "/record") { IsRecord = true };
        }

        if (path.StartsWith(EntryPages, StringComparison.Ordinal) && path.EndsWith(".json", StringComparison.Ordinal))
        {
            // One way to write each number: otherwise a page would be kept as often as somebody finds another.
            return path[EntryPages.Length..^5] is [>= '1' and <= '9', ..] digits && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                ? new(null, null, path) { EntryPage = page }
                : null;
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
