using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Resources;

namespace StatusPage.Platform.Text;

/// <summary>
/// The words of one resource family in one language. A family is a pair of files, such as <c>PageTexts.resx</c> (English) and
/// <c>PageTexts.ko.resx</c>; a test holds both complete.
/// </summary>
internal sealed class Texts
{
    private readonly Dictionary<string, string> words = new(StringComparer.Ordinal);

    private Texts(Type family, string language)
    {
        Language = language;
        var resources = new ResourceManager(family.FullName!, Assembly.GetExecutingAssembly());
        foreach (var culture in new[] { CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo(language) })
        {
            foreach (var (key, text) in Entries(resources, culture))
            {
                words[key] = text;
            }
        }
    }

    public string Language { get; }

    public string this[string key] => words.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"No text is called {key}.");

    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[key], values);

    public bool Has(string key) => words.ContainsKey(key);

    public static Texts Of<TFamily>(string language) => Cache.GetOrAdd((typeof(TFamily), language), k => new(k.Item1, k.Item2));

    private static IEnumerable<(string Key, string Text)> Entries(ResourceManager resources, CultureInfo culture) =>
        resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false) is { } set
            ? set.Cast<DictionaryEntry>().Select(e => ((string)e.Key, (string)e.Value!))
            : [];

    private static readonly ConcurrentDictionary<(Type, string), Texts> Cache = new();
}
