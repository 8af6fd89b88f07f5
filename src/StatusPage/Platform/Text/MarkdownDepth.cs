namespace StatusPage.Platform.Text;

/// <summary>
/// Whether a text nests deeper than anybody means to. The parser gives up on such a text, and needs seconds for some of them first:
/// brackets within brackets take it the square of their number.
/// </summary>
internal static class MarkdownDepth
{
    private const int Deepest = 64;

    public static bool IsTooDeep(string markdown)
    {
        var brackets = 0;
        foreach (var c in markdown)
        {
            brackets = c switch { '[' => brackets + 1, ']' => Math.Max(0, brackets - 1), _ => brackets };
            if (brackets > Deepest)
            {
                return true;
            }
        }

        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            if (Opened(line) > Deepest)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many quotes and lists a line opens before its first word.</summary>
    private static int Opened(ReadOnlySpan<char> line)
    {
        var opened = 0;
        for (var i = 0; i < line.Length && (line[i] is ' ' or '\t' or '>' or '-' or '+' or '*' or '.' or ')' || char.IsAsciiDigit(line[i])); i++)
        {
            var blankFollows = i + 1 < line.Length && (line[i + 1] is ' ' or '\t');
            if (line[i] == '>' || (blankFollows && !char.IsAsciiDigit(line[i]) && line[i] is not (' ' or '\t')))
            {
                opened++;
            }
        }

        return opened;
    }
}
