using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Promises;

namespace StatusPage.Notices.Letters;

/// <summary>Promises in a letter's words.</summary>
internal static class PromiseWords
{
    /// <summary>What stands now, the next word first. A next word that is late already is not promised once more.</summary>
    public static IReadOnlyList<string> Standing(LetterSource source)
    {
        var lines = new List<string>();
        if (NextUpdate.Of(source.Incident) is { } next && !next.IsLate(source.Now))
        {
            lines.Add(source.Words["next", source.Moment(next.Due)]);
        }

        foreach (var line in PromiseLine.Of(source.Promises).Where(l => l.Current is { IsOpen: true, Kind: not PromiseKind.NextUpdate }).OrderBy(l => l.Kind))
        {
            lines.AddRange(Of(source, line));
        }

        return lines;
    }

    /// <summary>A promise and what was said before it.</summary>
    public static IEnumerable<string> Of(LetterSource source, PromiseLine line)
    {
        var promise = line.Current;
        var late = promise.IsLate(source.Now) ? ".late" : "";
        yield return source.Words[$"promise.{promise.Kind.Wire()}{late}", source.Moment(promise.Due)];
        if (promise is { Basis: { } basis, Confidence: { } confidence })
        {
            yield return source.Words[$"promise.basis.{confidence.Wire()}", basis.Trim().TrimEnd('.', '。')];
        }

        if (line.Moves > 0)
        {
            yield return source.Words[line.Moves == 1 ? "promise.moved.once" : "promise.moved", string.Join(", ", line.Said.SkipLast(1).Select(p => source.Moment(p.Due))), line.Moves];
        }
    }
}
