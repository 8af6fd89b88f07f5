using StatusPage.Incidents;

namespace StatusPage.Notices.Letters;

/// <summary>What was checked before an incident was called over, in a letter's words; or plainly that nobody said.</summary>
internal static class RecoveryWords
{
    public static LetterSection Section(LetterSource source, StatedRecovery? stated) =>
        new(source.Words["checked"], "", stated is null ? [source.Words["checked.not"]] : [.. Lines(source, stated)]);

    private static IEnumerable<string> Lines(LetterSource source, StatedRecovery stated)
    {
        var (words, said) = (source.Words, stated.Statement);
        yield return words["checked.by", Line(said.FunctionalityCheckedBy)];
        yield return words["checked.how", Line(said.FunctionalityCheckedHow)];
        yield return words["checked.data", Line(said.DataChecked)];
        yield return said is { IsNothingLost: false, DataLossFrom: { } from, DataLossUntil: { } until }
            ? words["loss", Line(said.DataLoss), source.Moment(from), source.Moment(until)]
            : words["loss.none"];
        foreach (var down in stated.StayingDown)
        {
            yield return words["down", down.Name, Line(down.Reason)];
        }
    }

    /// <summary>One line, so that what follows it cannot be mistaken for ours.</summary>
    private static string Line(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
