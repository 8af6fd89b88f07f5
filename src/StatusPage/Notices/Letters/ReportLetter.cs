namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter of the final report, or of its correction: the report as it stands when the letter is written, or how it begins when it is long.</summary>
internal static class ReportLetter
{
    // A hundred thousand readers get it: a letter shows enough to judge whether to read on, the page has the rest.
    internal const int Longest = 4_000;

    public static NoticeLetter Of(LetterSource source)
    {
        var words = source.Words;
        var report = source.Report ?? throw new InvalidOperationException($"Notice {source.Notice.Id} tells of a report that is not there.");
        var url = $"{source.IncidentUrl}/report";
        if (report.WithdrawnAt is { } withdrawn)
        {
            return NoticeLetter.From(source, source.Subject("subject.report"), [words["report.withdrawn", source.Incident.Name, source.Moment(withdrawn)]], []);
        }

        var corrected = report.Number > 1;
        var text = Beginning(report.Body);
        var section = new LetterSection(words["report.text"], text, text.Length < report.Body.Length ? [words["report.more", url]] : []);
        var letter = NoticeLetter.From(
            source, source.Subject(corrected ? "subject.report.corrected" : "subject.report"),
            [words[corrected ? "report.corrected" : "report.published", source.Incident.Name], words["report.here", url]], [section]);
        return letter with { IncidentUrl = url };
    }

    /// <summary>Whole paragraphs, as many as fit; of one that is too long by itself, its beginning.</summary>
    internal static string Beginning(string body)
    {
        if (body.Length <= Longest)
        {
            return body;
        }

        var end = body.LastIndexOf("\n\n", Longest, StringComparison.Ordinal) is > 0 and var paragraph ? paragraph
            : body.LastIndexOfAny([' ', '\n'], Longest) is > Longest / 2 and var word ? word
            : char.IsHighSurrogate(body[Longest - 1]) ? Longest - 1 : Longest;
        return body[..end].TrimEnd();
    }
}
