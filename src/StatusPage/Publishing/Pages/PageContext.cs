using System.Globalization;
using Microsoft.AspNetCore.Components;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;

namespace StatusPage.Publishing.Pages;

/// <summary>What every part of a page needs: whose it is, in which language, and how late it is.</summary>
/// <param name="Site">The site.</param>
/// <param name="Language">en or ko.</param>
/// <param name="Languages">All that the site is published in.</param>
/// <param name="Now">The moment the page speaks of.</param>
internal sealed record PageContext(Site Site, string Language, IReadOnlyList<string> Languages, DateTimeOffset Now)
{
    public Texts Words { get; } = Texts.Of<PageTexts>(Language);

    public DateOnly Today => DayOf(Now);

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Site.Zone).DateTime);

    public string Span(TimeSpan span) => MomentText.Span(span, Language);

    /// <summary>A moment as people read it, with the machine's form beside it.</summary>
    public string Time(DateTimeOffset at) =>
        $"<time datetime=\"{MomentText.Iso(at)}\">{MomentText.Near(at, Now, Site.Zone, Language)}</time>";

    /// <summary>A span that an open page keeps counting.</summary>
    public string SpanSince(DateTimeOffset at) =>
        $"<span data-since=\"{MomentText.Iso(at)}\">{Span(Now - at)}</span>";

    /// <summary>A text of ours with pieces of HTML in it; never with anything that somebody wrote.</summary>
    public MarkupString Html(string key, params string[] pieces) => new(string.Format(CultureInfo.InvariantCulture, Words[key], pieces));

    /// <summary>
    /// A name as it may stand within a sentence, a title or an attribute: without the invisible characters that turn the direction of
    /// what follows them.
    /// </summary>
    public static string Name(string name) =>
        name.AsSpan().ContainsAny(Directions) ? string.Concat(name.Where(c => !IsDirection(c))) : name;

    /// <summary>A, B and C; of more than three the first two and how many more.</summary>
    public string List(IReadOnlyList<string> names)
    {
        var clean = names.Select(Name).ToList();
        return clean.Count switch
        {
            1 => clean[0],
            2 or 3 => Words["list_last", string.Join(", ", clean[..^1]), clean[^1]],
            _ => Words["list_more", string.Join(", ", clean[..2]), clean.Count - 2],
        };
    }

    /// <summary>The text for one or for several, with the number in it.</summary>
    public string Count(string key, int count) => Words[count == 1 ? $"{key}_one" : $"{key}_many", count];

    private const string DirectionMarks = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private static readonly System.Buffers.SearchValues<char> Directions = System.Buffers.SearchValues.Create(DirectionMarks);

    private static bool IsDirection(char c) => DirectionMarks.Contains(c, StringComparison.Ordinal);
}
