using System.Text;

namespace StatusPage.Notices.Letters;

/// <summary>A notice as plain text, for readers without HTML and for those who prefer it.</summary>
internal static class NoticeText
{
    public static string Write(NoticeLetter letter, LetterLinks links)
    {
        var words = letter.Words;
        var text = new StringBuilder();
        text.AppendJoin('\n', letter.First).Append("\n\n");
        if (letter.Promised.Count > 0)
        {
            text.AppendJoin('\n', letter.Promised).Append("\n\n");
        }

        text.AppendJoin('\n', letter.Sections.Select(Section));
        if (letter.Components.Count > 0)
        {
            text.Append('\n');
            foreach (var (name, _, state) in letter.Components)
            {
                text.Append(name).Append(": ").Append(state).Append('\n');
            }
        }

        text.Append('\n').Append(words["follow"]).Append(": ").Append(letter.IncidentUrl).Append('\n');
        text.Append("\n-- \n").Append(words["why", letter.Site.Name]).Append('\n');
        text.Append(words["manage"]).Append(": ").Append(links.Manage).Append('\n');
        text.Append(words["unsubscribe"]).Append(": ").Append(links.Unsubscribe).Append('\n');
        return text.ToString();
    }

    private static string Section(LetterSection section)
    {
        var text = new StringBuilder(section.Heading).Append('\n');
        foreach (var line in section.Markdown.Length == 0 ? [] : section.Markdown.Trim().Split('\n'))
        {
            text.Append(section.Quoted ? "> " : "").Append(line.TrimEnd('\r')).Append('\n');
        }

        foreach (var line in section.Lines)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}

/// <summary>The links that are one reader's own.</summary>
internal sealed record LetterLinks(string Manage, string Unsubscribe);
