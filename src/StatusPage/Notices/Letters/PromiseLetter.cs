using StatusPage.Platform;
using StatusPage.Promises;

namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter of a promise that was made or moved: as the promise stands when the letter is written.</summary>
internal static class PromiseLetter
{
    public static NoticeLetter Of(LetterSource source)
    {
        var line = PromiseLine.Of(source.Promises).First(l => l.Said.Any(p => p.Id == source.Announcement?.SubjectId));
        var latest = source.Incident.Latest;
        var subject = source.Subject(line.Moves > 0 ? "subject.moved" : $"subject.promise.{line.Kind.Wire()}");
        var letter = NoticeLetter.From(source, subject, [.. PromiseWords.Of(source, line)], [UpdateLetter.Said(source, latest, latest.Body, latest.DisplayAt)]);
        // What the first lines say is not said twice.
        return letter with { Promised = [.. letter.Promised.Except(letter.First)] };
    }
}
