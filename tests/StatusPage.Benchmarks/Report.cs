using System.Globalization;

namespace StatusPage.Benchmarks;

/// <summary>One figure a line, beside what it should be.</summary>
internal static class Report
{
    public static void Title(string name) => System.Console.WriteLine($"\n## {name}");

    public static void Line(string what, double value, string unit, string wanted) =>
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-64} {value,12:#,0.##} {unit,-7} (wanted: {wanted})"));

    public static void Note(string text) => System.Console.WriteLine(text);
}
