using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Text;

namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter of an update or of its correction.</summary>
internal static class UpdateLetter
{
    public static NoticeLetter Of(LetterSource source)
    {
        var (words, update) = (source.Words, source.Update);
        var letter = NoticeLetter.From(source, source.Subject($"subject.{source.Notice.Kind.Wire()}"), [.. Late(source), .. FirstLines(source)], Sections(source));
        return letter with { Components = [.. update.Affected.Select(a => (a.Name, a.NewStatus, words[$"component.{a.NewStatus.Wire()}"]))] };
    }

    /// <summary>An update's status, time and text.</summary>
    public static LetterSection Said(LetterSource source, IncidentUpdate update, string body, DateTimeOffset at) =>
        new(source.Words["said", source.Words[$"status.{update.Status.Wire()}"], source.Moment(at)], body);

    /// <summary>What people cannot do and what still works.</summary>
    public static IEnumerable<string> Effect(LetterSource source)
    {
        var fields = source.Incident.Fields;
        yield return fields.EffectCannot is { Length: > 0 } cannot ? source.Words["first.cannot", Bare(cannot)] : source.Words["first.name", Bare(source.Incident.Name)];
        var troubled = source.Update.Affected.Where(a => a.NewStatus != ComponentStatus.Operational).ToList();
        if (troubled.Count > 0)
        {
            yield return source.Words["first.affected", string.Join(", ", troubled.Select(a => a.Name))];
        }

        if (fields.EffectCan is { Length: > 0 } can)
        {
            yield return source.Words["first.can", Bare(can)];
        }
    }

    private static List<LetterSection> Sections(LetterSource source)
    {
        var update = source.Update;
        var place = update.Corrections.ToList().FindIndex(c => c.Id == source.Notice.SourceId);
        if (place < 0)
        {
            return [Said(source, update, update.Body, update.DisplayAt)];
        }

        var correction = update.Corrections[place];
        var former = place == 0 ? update.OriginalBody : update.Corrections[place - 1].Body;
        return [Said(source, update, correction.Body, correction.CreatedAt), new(source.Words["corrected.was"], former, [], Quoted: true)];
    }

    /// <summary>A server that put a mail off may take it when its news is no longer true: then it says so before anything else.</summary>
    private static IEnumerable<string> Late(LetterSource source)
    {
        var (update, incident) = (source.Update, source.Incident);
        var wasOver = update.Status == IncidentStatus.Resolved;
        if (wasOver != incident.IsResolved)
        {
            var turned = incident.Updates.First(u => u.Seq > update.Seq && (u.Status == IncidentStatus.Resolved) != wasOver);
            yield return source.Words[wasOver ? "late.again" : "late.over", source.Moment(incident.ResolvedAt ?? turned.DisplayAt)];
        }
    }

    private static IEnumerable<string> FirstLines(LetterSource source) => source.Notice.Kind switch
    {
        NoticeKind.Recovery => Recovered(source),
        NoticeKind.Correction => [source.Words["first.correction", source.Incident.Name], .. Effect(source)],
        _ => Effect(source),
    };

    private static IEnumerable<string> Recovered(LetterSource source)
    {
        var (words, incident, update) = (source.Words, source.Incident, source.Update);
        yield return words["first.recovered", incident.Name];
        yield return words["lasted", source.Moment(incident.StartedAt), source.Moment(update.DisplayAt), MomentText.Span(update.DisplayAt - incident.StartedAt, source.Language)];
        var troubled = update.Affected.Where(a => a.NewStatus != ComponentStatus.Operational).ToList();
        if (troubled.Count > 0)
        {
            yield return words["still", string.Join(", ", troubled.Select(a => $"{a.Name} ({words[$"component.{a.NewStatus.Wire()}"]})"))];
        }
    }

    /// <summary>Without the full stop that the sentence around it brings.</summary>
    private static string Bare(string text) => text.Trim().TrimEnd('.', '。');
}
