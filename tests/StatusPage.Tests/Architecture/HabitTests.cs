using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StatusPage.Platform;

namespace StatusPage.Tests.Architecture;

public sealed partial class HabitTests
{
    private const int LongestFile = 400;

    [Fact]
    public void A_namespace_is_its_folder() => Expect.None(
        from file in House.Files(House.Source, ".cs", ".razor", ".cshtml")
        let folder = Path.GetRelativePath(House.Source, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')
        let expected = folder == "." ? "StatusPage" : $"StatusPage.{folder}"
        let match = Namespace().Match(File.ReadAllText(file))
        where match.Success && match.Groups[1].Value != expected
        select $"{Name(file)} says {match.Groups[1].Value}");

    [Fact]
    public void Sql_stands_only_in_stores_and_in_Platform() => Expect.None(
        from file in House.Files(House.Source, ".cs", ".razor", ".cshtml")
        where !file.EndsWith("Store.cs", StringComparison.Ordinal) && !Name(file).StartsWith("src/StatusPage/Platform/", StringComparison.Ordinal)
        where Sql().IsMatch(File.ReadAllText(file))
        select Name(file));

    [Theory]
    [InlineData("SELECT id\n  FROM incident")]
    [InlineData("INSERT INTO site (id)")]
    [InlineData("UPDATE site SET version = 1")]
    [InlineData("DELETE FROM site")]
    public void Sql_is_known_when_seen(string text) => Assert.Matches(Sql(), text);

    [Fact]
    public void No_code_file_is_long() => Expect.None(
        from folder in new[] { "src", "tests" }
        from file in House.Files(Path.Combine(House.Root, folder), ".cs", ".razor", ".cshtml", ".sql", ".sh")
        let lines = File.ReadLines(file).Count()
        where lines > LongestFile
        select $"{Name(file)}: {lines} lines, where {LongestFile} are the most");

    /// <summary>Razor makes components public and finds only public tag helpers, and pages' models are found by the framework; nothing else has readers outside.</summary>
    [Fact]
    public void What_we_write_is_internal() => Expect.None(
        from type in Ours()
        where type.IsPublic && type != typeof(Program) && !IsRazor(type)
        select type.FullName);

    [Fact]
    public void What_nobody_derives_from_is_sealed()
    {
        var bases = Ours().Select(t => t.BaseType).OfType<Type>().Select(b => b.IsGenericType ? b.GetGenericTypeDefinition() : b).ToHashSet();
        Expect.None(
            from type in Ours()
            where type is { IsClass: true, IsAbstract: false, IsSealed: false } && type != typeof(Program) && !IsRazor(type) && !bases.Contains(type)
            select type.FullName);
    }

    [Fact]
    public void No_test_is_switched_off() => Expect.None(
        from file in House.Files(Path.Combine(House.Root, "tests"), ".cs")
        where SwitchedOff().IsMatch(File.ReadAllText(file))
        select Name(file));

    private static IEnumerable<Type> Ours() =>
        from type in typeof(Ids).Assembly.GetTypes()
        where type.Namespace?.StartsWith("StatusPage.", StringComparison.Ordinal) == true
        where type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && type.Name != "_Imports" && !type.Name.Contains('<', StringComparison.Ordinal)
        select type;

    private static bool IsRazor(Type type) =>
        type.IsAssignableTo(typeof(IComponent)) || type.IsAssignableTo(typeof(PageModel))
        || type.IsAssignableTo(typeof(Microsoft.AspNetCore.Razor.TagHelpers.ITagHelper)) || type.IsAssignableTo(typeof(Microsoft.AspNetCore.Mvc.Razor.RazorPageBase));

    private static string Name(string file) => Path.GetRelativePath(House.Root, file).Replace('\\', '/');

    [GeneratedRegex(@"^\s*@?namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bSELECT\b[\s\S]{1,600}?\bFROM\b|\bINSERT INTO\b|\bUPDATE \w+\s+SET\b|\bDELETE FROM\b|\b(CREATE|DROP|ALTER) (TABLE|INDEX)\b|\bPRAGMA \w")]
    private static partial Regex Sql();

    [GeneratedRegex(@"\[(Fact|Theory|InlineData)\([^\]]*\bSkip\s*=")]
    private static partial Regex SwitchedOff();
}
