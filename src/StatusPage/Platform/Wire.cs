using System.Text;

namespace StatusPage.Platform;

/// <summary>Enum members as the wire and the database write them: <c>MajorOutage</c> is <c>major_outage</c>.</summary>
internal static class Wire<T> where T : struct, Enum
{
    private static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(v => v, v => Snake(v.ToString()));
    private static readonly Dictionary<string, T> Values = Names.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    /// <summary>Every accepted word, for error texts.</summary>
    public static string Allowed { get; } = string.Join(", ", Names.Values);

    public static string Name(T value) => Names[value];

    public static T Parse(string name) => Values[name];

    public static bool TryParse(string? name, out T value)
    {
        value = default;
        return name is not null && Values.TryGetValue(name, out value);
    }

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}

internal static class WireExtensions
{
    public static string Wire<T>(this T value) where T : struct, Enum => Platform.Wire<T>.Name(value);
}
