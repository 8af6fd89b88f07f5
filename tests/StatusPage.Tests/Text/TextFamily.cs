using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StatusPage.Tests.Text;

/// <summary>One pair of resource files: the words in English, and in Korean.</summary>
internal sealed partial class TextFamily
{
    private const string Korean = ".ko.resx";

    private TextFamily(string file, string folder)
    {
        Name = Path.GetFileNameWithoutExtension(file);
        FullName = string.Join('.', ["StatusPage", .. Path.GetRelativePath(folder, file)[..^".resx".Length].Split('/', '\\')]);
        English = Read(file);
        var other = file[..^".resx".Length] + Korean;
        InKorean = File.Exists(other) ? Read(other) : new Dictionary<string, string>();
    }

    public string Name { get; }

    public string FullName { get; }

    public IReadOnlyDictionary<string, string> English { get; }

    public IReadOnlyDictionary<string, string> InKorean { get; }

    public static IReadOnlyList<TextFamily> Under(string folder) =>
        [.. Architecture.House.Files(folder, ".resx").Where(f => !f.EndsWith(Korean, StringComparison.Ordinal)).Select(f => new TextFamily(f, folder))];

    /// <summary>What one language says and the other does not, or says with other places for values.</summary>
    public IEnumerable<string> Gaps()
    {
        foreach (var key in English.Keys.Except(InKorean.Keys))
        {
            yield return $"{FullName}: {key} has no Korean text";
        }

        foreach (var key in InKorean.Keys.Except(English.Keys))
        {
            yield return $"{FullName}: {key} has no English text";
        }

        foreach (var (key, english) in English)
        {
            if (english.Trim().Length == 0)
            {
                yield return $"{FullName}: {key} is empty";
            }

            if (!InKorean.TryGetValue(key, out var korean))
            {
                continue;
            }

            if (!Places(english).SetEquals(Places(korean)))
            {
                yield return $"{FullName}: {key} has places {Show(english)} in English and {Show(korean)} in Korean";
            }

            // A phrase left in English. Single words may be names that both languages use.
            if (Phrase().IsMatch(english) && !Hangul().IsMatch(korean))
            {
                yield return $"{FullName}: {key} is not Korean in Korean";
            }
        }
    }

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file).Root!.Elements("data").ToDictionary(d => (string)d.Attribute("name")!, d => (string)d.Element("value")!);

    private static HashSet<string> Places(string text) => [.. Place().Matches(text.Replace("{{", "", StringComparison.Ordinal)).Select(m => m.Groups[1].Value)];

    private static string Show(string text) => $"[{string.Join(", ", Places(text).Order())}]";

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex("[a-z]{2,} [a-z]{2,}")]
    private static partial Regex Phrase();

    [GeneratedRegex(@"\p{IsHangulSyllables}")]
    private static partial Regex Hangul();
}
