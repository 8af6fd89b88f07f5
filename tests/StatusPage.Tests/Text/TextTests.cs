using System.Reflection;
using StatusPage.Platform;
using StatusPage.Platform.Text;
using StatusPage.Tests.Architecture;

namespace StatusPage.Tests.Text;

public sealed class TextTests
{
    private static readonly IReadOnlyList<TextFamily> Families = TextFamily.Under(House.Source);

    [Fact]
    public void Every_text_is_there_in_both_languages_with_the_same_places_for_values() => Expect.None(Families.SelectMany(f => f.Gaps()));

    [Fact]
    public void Every_key_that_is_asked_for_exists() => Expect.None(new TextUses(House.Source, Families).Unknown());

    [Fact]
    public void Every_key_is_used() => Expect.None(new TextUses(House.Source, Families).Unused(EnumMembers()));

    [Fact]
    public void The_built_program_holds_what_the_files_say()
    {
        var read = typeof(Texts).GetMethod(nameof(Texts.Of), BindingFlags.Public | BindingFlags.Static)!;
        foreach (var family in Families)
        {
            var type = typeof(Texts).Assembly.GetType(family.FullName);
            Assert.True(type is not null, $"{family.FullName}.resx has no type of its name to be asked for by");
            foreach (var (language, words) in new[] { ("en", family.English), ("ko", family.InKorean) })
            {
                var texts = (Texts)read.MakeGenericMethod(type).Invoke(null, [language])!;
                Assert.All(words, w => Assert.Equal(w.Value, texts[w.Key]));
            }
        }
    }

    [Fact]
    public void Planted_gaps_are_found()
    {
        using var planted = new TestFolder();
        Write(planted, "Page/PageTexts.resx", ("both", "{0} people"), ("phrase", "What is broken"), ("english", "Only here"), ("name", "RSS"));
        Write(planted, "Page/PageTexts.ko.resx", ("both", "{1}명"), ("phrase", "What is broken"), ("korean", "여기만"), ("name", "RSS"));
        Assert.Equal(
            [
                "StatusPage.Page.PageTexts: english has no Korean text",
                "StatusPage.Page.PageTexts: korean has no English text",
                "StatusPage.Page.PageTexts: both has places [0] in English and [1] in Korean",
                "StatusPage.Page.PageTexts: phrase is not Korean in Korean",
            ],
            TextFamily.Under(planted.Path).SelectMany(f => f.Gaps()));
    }

    [Fact]
    public void Planted_unknown_and_unused_keys_are_found()
    {
        using var planted = new TestFolder();
        Write(planted, "Page/PageTexts.resx", ("title", "Title"), ("state.up", "Up"), ("Impact.major", "Major"), ("forgotten", "Forgotten"), ("other", "Other"), ("tip", "Tip"));
        Write(planted, "Page/View.cs", """class View(Texts texts) { string A => texts["title"] + texts["titel", 1] + texts[$"state.{A}"] + texts[$"stat.{A}"]; }""");
        Write(planted, "Page/Ui.cs", """class Ui { Texts T => Texts.Of<PageTexts>("en"); public string this[string key] => T[key]; }""");
        Write(planted, "Page/List.cshtml", """@inject Ui Ui <h1 title="@Ui["gone"]" lang="@Ui["tip"]">@Ui["other"]</h1>""");
        Write(planted, "Else/Other.cs", """class Other { string A(Dictionary<string, string> texts) => texts["anything"] + "forgotten"; }""");
        var uses = new TextUses(planted.Path, TextFamily.Under(planted.Path));
        Assert.Equal(["Page/List.cshtml asks for gone", "Page/View.cs asks for titel", "Page/View.cs asks for stat.{A}"], uses.Unknown());
        Assert.Equal(["StatusPage.Page.PageTexts: forgotten is not used"], uses.Unused(new HashSet<string> { "Impact.major" }));
    }

    /// <summary>Such as <c>ComponentStatus.major_outage</c>.</summary>
    private static HashSet<string> EnumMembers()
    {
        var name = typeof(WireExtensions).GetMethod(nameof(WireExtensions.Wire))!;
        return [.. from type in typeof(Texts).Assembly.GetTypes()
                   where type.IsEnum && type.Namespace?.StartsWith("StatusPage.", StringComparison.Ordinal) == true
                   from value in Enum.GetValues(type).Cast<object>()
                   select $"{type.Name}.{name.MakeGenericMethod(type).Invoke(null, [value])}"];
    }

    private static void Write(TestFolder folder, string path, params (string Key, string Text)[] words) => Write(
        folder, path, $"<root>{string.Concat(words.Select(w => $"""<data name="{w.Key}"><value>{w.Text}</value></data>"""))}</root>");

    private static void Write(TestFolder folder, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
        File.WriteAllText(folder.File(path), text);
    }
}
