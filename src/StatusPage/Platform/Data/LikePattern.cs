namespace StatusPage.Platform.Data;

/// <summary>Somebody's search text as a LIKE pattern, to be used with <c>ESCAPE '!'</c> over lower-cased text.</summary>
internal static class LikePattern
{
    public static string Containing(string text) =>
        $"%{text.Trim().ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
}
