using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;

namespace StatusPage.Console;

/// <summary>What every page of the console shows and says: its words in the reader's language, its times in the page's zone, what is owed.</summary>
internal sealed partial class ConsoleContext(SiteStore sites, OwedBoard board, SiteOptions options, IHttpContextAccessor http, TimeProvider time)
{
    public const string LanguageCookie = "console_language";

    private Texts? texts;
    private Site? site;

    public string Language => Texts.Language;

    public DateTimeOffset Now { get; } = time.Now();

    /// <summary>Loaded before any handler runs.</summary>
    public Site Site => site ?? throw new InvalidOperationException("The page was rendered before its context was loaded.");

    public IReadOnlyList<IncidentOwed> Owed { get; private set; } = [];

    public long OwedTotal => Owed.Sum(o => o.Owed);

    public string this[string key] => Texts[key];

    public string this[string key, params object?[] values] => Texts[key, [.. values.Select(v => v is long or int ? Number(Convert.ToInt64(v, CultureInfo.InvariantCulture)) : v)]];

    public Texts Texts => texts ??= Texts.Of<ConsoleTexts>(LanguageOf(http.HttpContext!.Request, options.DefaultLanguage));

    public async Task Load(CancellationToken cancellation) => site = await sites.Get(cancellation);

    /// <summary>Wanted only where a page is shown, and not where a form leads on.</summary>
    public async Task LoadOwed(CancellationToken cancellation) => Owed = await board.Read(cancellation);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public string Moment(DateTimeOffset at) => MomentText.Near(at, Now, Site.Zone, Language);

    public string Full(DateTimeOffset at) => $"{MomentText.DayAndClock(at, Site.Zone, Language)} {Zone(at)}";

    public string Zone(DateTimeOffset at) => MomentText.ZoneName(Site.Zone, at);

    public string Span(TimeSpan span) => MomentText.Span(span, Language);

    /// <summary>A moment for people and for programs.</summary>
    public IHtmlContent Time(DateTimeOffset at) =>
        new HtmlContentBuilder().AppendHtml($"<time datetime=\"{MomentText.Iso(at)}\">").Append(Moment(at)).AppendHtml("</time>");

    /// <summary>One of a closed set of words, such as a status, by its wire name.</summary>
    public string Word<T>(T value) where T : struct, Enum => Texts[$"{typeof(T).Name}.{value.Wire()}"];

    /// <summary>A field by the name the capability uses for it: incident.name, or plan.steps.3.title with its number in the text.</summary>
    public string Field(string name) => Known(plain => $"field.{plain}", name) ?? name;

    /// <summary>What a capability said, in the reader's language where it is known; numbers and what is quoted stay, and so does what follows the sentences that are known.</summary>
    public string Say(string message)
    {
        for (var end = message.Length; end > 0; end = message.LastIndexOf(". ", end - 1, StringComparison.Ordinal))
        {
            var known = Known(plain => $"say.{plain}", message[..Math.Min(end + 1, message.Length)]);
            if (known is not null)
            {
                return known + message[Math.Min(end + 1, message.Length)..];
            }
        }

        return message;
    }

    private string? Known(Func<string, string> keyOf, string message)
    {
        var numbers = new List<object?>();
        var plain = Varying().Replace(message, m =>
        {
            numbers.Add(m.Value);
            return $"{{{numbers.Count - 1}}}";
        });
        var key = keyOf(plain);
        return Texts.Has(key) ? Texts[key, [.. numbers]] : null;
    }

    /// <summary>The reader's own choice, else what the browser asks for, else the site's.</summary>
    public static string LanguageOf(HttpRequest request, string fallback)
    {
        var known = SiteOptions.KnownLanguages;
        if (request.Cookies[LanguageCookie] is { } chosen && known.Contains(chosen))
        {
            return chosen;
        }

        return request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value?.Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(l => l is not null && known.Contains(l)) ?? fallback;
    }

    [GeneratedRegex("[0-9]+(?: → [0-9]+)*|\"[^\"]*\"")]
    private static partial Regex Varying();
}
