using System.Text.RegularExpressions;
using StatusPage.Tests.Architecture;

namespace StatusPage.Tests.Text;

/// <summary>
/// Where the source asks for texts: <c>texts["key"]</c> on whatever is declared as <c>Texts</c>, or as a type of ours that hands keys on
/// through an indexer of its own.
/// </summary>
internal sealed partial class TextUses
{
    private readonly IReadOnlyList<TextFamily> families;
    private readonly List<(string Path, string Text)> files;
    private readonly Regex declared;
    private readonly HashSet<string> everywhere;

    public TextUses(string folder, IReadOnlyList<TextFamily> families)
    {
        this.families = families;
        files = [.. House.Files(folder, ".cs", ".razor", ".cshtml")
            .Select(f => (Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText(f)))
            .Where(f => !f.Item1.EndsWith("/Texts.cs", StringComparison.Ordinal))];
        var holders = files.Where(f => OwnIndexer().IsMatch(f.Text) && HandsOn().IsMatch(f.Text)).Select(f => Path.GetFileNameWithoutExtension(f.Path)).Append("Texts");
        declared = new($@"\b(?:{string.Join('|', holders.Select(Regex.Escape))})\??\s+(?<name>[A-Za-z_]\w*)\s*(?<property>\{{|=>)?|\b(?<name>[A-Za-z_]\w*)\s*=>?\s*Texts\.Of<");
        // Base classes and _ViewImports give a name to files that do not declare it.
        everywhere = [.. files.SelectMany(f => declared.Matches(f.Text).Where(m => m.Groups["property"].Success || IsImports(f.Path)).Select(m => m.Groups["name"].Value))];
    }

    /// <summary>Keys that are asked for and are in no family their folder uses.</summary>
    public IEnumerable<string> Unknown()
    {
        foreach (var file in files)
        {
            var known = FamiliesOf(file.Path).SelectMany(f => f.English.Keys).ToHashSet();
            var names = declared.Matches(file.Text).Select(m => m.Groups["name"].Value).Concat(everywhere).ToHashSet();
            if (known.Count == 0 || names.Count == 0)
            {
                continue;
            }

            foreach (Match use in new Regex($"""\b(?:{string.Join('|', names)})\s*\[\s*(?<dollar>\$?)"(?<key>[^"\n]+)"(?<after>\s*[\],])""").Matches(file.Text))
            {
                var key = use.Groups["key"].Value;
                if (use.Groups["dollar"].Length == 0 ? !known.Contains(key) : Pattern(key) is { } pattern && !known.Any(pattern.IsMatch))
                {
                    yield return $"{file.Path} asks for {key}";
                }
            }
        }
    }

    /// <summary>Keys that nothing names: neither as they stand, nor as one of several composed from a pattern, nor as a member of an enum.</summary>
    /// <param name="members">Keys such as <c>Impact.major</c> that <c>Word(value)</c> composes for every member of an enum.</param>
    public IEnumerable<string> Unused(IReadOnlySet<string> members)
    {
        foreach (var family in families)
        {
            var texts = files.Where(f => FamiliesOf(f.Path).Contains(family)).Select(f => f.Text).ToList();
            var words = texts.SelectMany(t => Literal().Matches(t)).ToLookup(m => m.Groups["dollar"].Length > 0, m => m.Groups["key"].Value);
            var literals = words[false].ToHashSet();
            var patterns = words[true].Distinct().Select(Pattern).OfType<Regex>().ToList();
            foreach (var key in family.English.Keys.Where(k => !literals.Contains(k) && !members.Contains(k) && !patterns.Any(p => p.IsMatch(k))))
            {
                yield return $"{family.FullName}: {key} is not used";
            }
        }
    }

    private IEnumerable<TextFamily> FamiliesOf(string path)
    {
        var folder = path.Split('/')[0] + "/";
        return families.Where(family => files.Any(f =>
            f.Path.StartsWith(folder, StringComparison.Ordinal) && !f.Path.EndsWith($"/{family.Name}.cs", StringComparison.Ordinal) && f.Text.Contains(family.Name, StringComparison.Ordinal)));
    }

    /// <summary>Null when nothing but values is in the text: that would match any key.</summary>
    private static Regex? Pattern(string interpolated)
    {
        var fixedParts = Hole().Split(interpolated);
        return string.Concat(fixedParts).Count(char.IsLetter) < 2 ? null : new($"^{string.Join(".+", fixedParts.Select(Regex.Escape))}$");
    }

    private static bool IsImports(string path) => Path.GetFileName(path) is "_ViewImports.cshtml" or "_Imports.razor";

    [GeneratedRegex(@"\bstring\s+this\s*\[\s*string\s")]
    private static partial Regex OwnIndexer();

    [GeneratedRegex(@"\bTexts\b")]
    private static partial Regex HandsOn();

    // Between any two quotes: in markup an attribute's quotes stand around the key's own.
    [GeneratedRegex("""(?<dollar>\$?)(?="(?<key>[^"\s]+)")""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();
}
