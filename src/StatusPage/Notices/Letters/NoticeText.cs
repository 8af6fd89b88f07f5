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
        if (letter.Next is not null)
        {
            text.Append(letter.Next).Append("\n\n");
        }

        text.Append(letter.Said).Append('\n');
        if (letter.Body.Length > 0)
        {
            text.Append(letter.Body.Trim()).Append('\n');
        }

        if (letter.FormerBody is { } former)
        {
            text.Append('\n').Append(words["corrected.was"]).Append('\n');
            foreach (var line in former.Trim().Split('\n'))
            {
                text.Append("> ").Append(line.TrimEnd('\r')).Append('\n');
            }
        }

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
}

/// <summary>The links that are one reader's own.</summary>
internal sealed record LetterLinks(string Manage, string Unsubscribe);
