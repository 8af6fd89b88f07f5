using StatusPage.Incidents;
using StatusPage.Platform;

namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter of a correction: what was wrong first, then what is right.</summary>
internal static class CorrectionLetter
{
    public static NoticeLetter Of(LetterSource source)
    {
        var corrections = source.Update.Corrections;
        var place = corrections.ToList().FindIndex(c => c.Id == source.Notice.SourceId);
        var correction = corrections[place];
        var letter = NoticeLetter.From(
            source, source.Subject("subject.correction"), [.. UpdateLetter.Late(source), Wrong(source, correction), .. UpdateLetter.Effect(source)],
            correction.Kind == CorrectionKind.Facts ? Facts(source, correction) : Wordings(source, correction, place == 0 ? source.Update.OriginalBody : corrections[place - 1].Body));
        return correction.Kind == CorrectionKind.Facts ? letter : letter with { Components = UpdateLetter.States(source) };
    }

    private static string Wrong(LetterSource source, Correction correction) => correction.Wrong is { } wrong
        ? source.Words["first.corrected", UpdateLetter.Bare(wrong)]
        : source.Words["first.correction", source.Incident.Name];

    private static List<LetterSection> Wordings(LetterSource source, Correction correction, string former) =>
        [UpdateLetter.Said(source, source.Update, correction.Body, correction.CreatedAt), new(source.Words["corrected.was"], former, [], Quoted: true)];

    private static List<LetterSection> Facts(LetterSource source, Correction correction) =>
    [
        new(source.Words["corrected.facts"], "", [.. correction.Changes.Select(c => source.Words["corrected.fact", source.Words[$"fact.{c.Fact.Wire()}"], OrNone(source, c.Was), OrNone(source, c.Became)])]),
        UpdateLetter.Said(source, source.Update, correction.Body, source.Update.DisplayAt),
    ];

    private static string OrNone(LetterSource source, string text) => text.Length > 0 ? text : source.Words["nothing"];
}
