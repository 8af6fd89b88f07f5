namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter that states what was checked after the recovery was told without it, or that corrects what was stated.</summary>
internal static class StatementLetter
{
    public static NoticeLetter Of(LetterSource source)
    {
        var versions = source.Update.Recoveries;
        var first = source.Announcement is { } told && versions.Count > 1 && versions[0].Id != told.SubjectId ? "first.stated.again" : "first.stated";
        return NoticeLetter.From(
            source, source.Subject("subject.statement"), [.. UpdateLetter.Late(source), source.Words[first, source.Incident.Name]],
            [RecoveryWords.Section(source, source.Update.Recovery)]);
    }
}
