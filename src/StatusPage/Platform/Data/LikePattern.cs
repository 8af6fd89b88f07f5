namespace StatusPage.Platform.Data;

/// <summary>Somebody's search text as a LIKE pattern, to be used with <c>ESCAPE '!'</c>.</summary>
internal static class LikePattern
{
    /// <summary>For text that was lower-cased by us.</summary>
    public static string Containing(string text) => Exactly(text.ToLowerInvariant());

    /// <summary>As it was typed.</summary>
    public static string Exactly(string text) =>
        $"%{text.Trim().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
}
