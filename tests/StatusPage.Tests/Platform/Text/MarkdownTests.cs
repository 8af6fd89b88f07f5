using System.Diagnostics;
using StatusPage.Platform.Text;

namespace StatusPage.Tests.Platform.Text;

public sealed class MarkdownTests
{
    private const int Longest = 25_000;

    public static TheoryData<string> Nests =>
        [">", "> ", "[", "![", "*", "(", "- ", "1. ", "_", "~~", "`", "<", "[](", "**a ", "*a_", "|", "\\", "&", "http://a", "#", "[a](<", "a@b.", "|-\n"];

    [Theory]
    [MemberData(nameof(Nests))]
    public void Nothing_is_nested_so_deep_that_it_has_no_page(string mark)
    {
        foreach (var whole in new[] { Of(mark, 200), Of(mark, 10_000), Of(mark, Longest), $"{Of(mark, 8_000 / mark.Length)}x{Of("]", 8_000)}", Staircase(mark) })
        {
            var text = whole[..Math.Min(whole.Length, Longest)];
            var watch = Stopwatch.StartNew();
            Assert.NotNull(Markdown.ToHtml(text));
            Assert.NotNull(Markdown.ToPlainLine(text));
            // What hangs takes hours; a busy machine, seconds.
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{text.Length} characters of {mark} took {watch.Elapsed}.");
        }
    }

    [Fact]
    public void What_the_parser_refuses_stands_as_it_was_written_and_stays_text()
    {
        var quotes = Of(">", 200);
        Assert.Equal($"<p>{Of("&gt;", 200)} &lt;b&gt;<br />\n둘</p>", Markdown.ToHtml($"{quotes} <b>\n둘\n"));
        Assert.Equal($"{quotes} <b> 둘", Markdown.ToPlainLine($"{quotes} <b>\n둘\n"));
    }

    [Fact]
    public void What_people_write_is_marked_up()
    {
        Assert.Equal("<p><strong>Down</strong></p>", Markdown.ToHtml("**Down**"));
        Assert.Equal("Down since noon", Markdown.ToPlainLine("**Down**\nsince noon"));
    }

    /// <summary>Every line a step deeper than the one before.</summary>
    private static string Staircase(string mark) => string.Join('\n', Enumerable.Range(0, 200).Select(i => $"{new string(' ', i)}{mark}a"));

    private static string Of(string mark, int count) => string.Concat(Enumerable.Repeat(mark, count));
}
