using System.Text.RegularExpressions;

namespace StatusPage.Tests.Architecture;

/// <summary>
/// Who names whom in the source. It sees what the compiler leaves no trace of: constants, nameof, a using that is not needed.
/// </summary>
internal static partial class SourceCode
{
    /// <param name="folder">The folder whose subfolders are the house's.</param>
    /// <param name="root">The namespace that the folder is.</param>
    /// <param name="names">What each house folder holds, so that a property that happens to have a folder's name is none.</param>
    public static IEnumerable<Use> Between(string folder, string root, ILookup<string, string> names)
    {
        var qualified = new Regex($@"(?<![\w.])(?:global::)?{Regex.Escape(root)}\.(?<to>\w+)");
        var relative = new Regex($@"(?<![\w.])(?<to>{string.Join('|', names.Select(n => n.Key))})\.(?<name>\w+)");
        return
            from file in House.Files(folder, ".cs", ".razor", ".cshtml")
            let path = Path.GetRelativePath(folder, file).Replace('\\', '/')
            where path != "Program.cs"
            // A file beside the folders applies to all of them, so it may name only what all with pages may use.
            let @from = path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : "Platform"
            let text = WithoutWords(File.ReadAllText(file), file.EndsWith(".cs", StringComparison.Ordinal))
            from match in qualified.Matches(text).Concat(relative.Matches(text).Where(m => names[m.Groups["to"].Value].Contains(m.Groups["name"].Value)))
            select new Use(path, @from, match.Value, match.Groups["to"].Value);
    }

    /// <summary>The text without comments, and without strings where those are C#'s.</summary>
    private static string WithoutWords(string text, bool isCode) => isCode ? CodeWords().Replace(text, " ") : MarkupComments().Replace(text, " ");

    [GeneratedRegex("""
        \"{3}[\s\S]*?\"{3} | @\"(?:\"\"|[^\"])*\" | \"(?:\\.|[^\"\\\n])*\" | '(?:\\.[^']*|[^'\\\n])' | //[^\n]* | /\*[\s\S]*?\*/
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CodeWords();

    [GeneratedRegex(@"@\*[\s\S]*?\*@|<!--[\s\S]*?-->")]
    private static partial Regex MarkupComments();
}
