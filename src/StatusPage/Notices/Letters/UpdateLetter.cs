using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Text;

namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter of an update.</summary>
internal static class UpdateLetter
{
    public static NoticeLetter Of(LetterSource source)
    {
        var subject = source.Notice.Kind == NoticeKind.Update && WorksAgain(source) is { } names
            ? source.Words["subject.works", source.Site.Name, names, source.Incident.Name]
            : source.Subject(source.IsCatchUp ? "subject.catch_up" : $"subject.{source.Notice.Kind.Wire()}");
        var letter = NoticeLetter.From(source, subject, [.. Late(source), .. FirstLines(source)], Sections(source));
        return letter with { Components = States(source) };
    }

    /// <summary>Each affected component with its state in words.</summary>
    public static IReadOnlyList<(string Name, ComponentStatus Status, string Words)> States(LetterSource source) =>
        [.. source.Update.Affected.Select(a => (a.Name, a.NewStatus, source.Words[$"component.{a.NewStatus.Wire()}"]))];

    /// <summary>An update's status, time and text.</summary>
    public static LetterSection Said(LetterSource source, IncidentUpdate update, string body, DateTimeOffset at) =>
        new(source.Words["said", source.Words[$"status.{update.Status.Wire()}"], source.Moment(at)], body);

    /// <summary>What people cannot do and what still works.</summary>
    public static IEnumerable<string> Effect(LetterSource source)
    {
        var fields = source.Incident.Fields;
        yield return fields.EffectCannot is { Length: > 0 } cannot ? source.Words["first.cannot", Bare(cannot)] : source.Words["first.name", Bare(source.Incident.Name)];
        var troubled = source.Update.Down.ToList();
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
        var said = Said(source, update, update.Body, update.DisplayAt);
        return source.Notice.Kind == NoticeKind.Recovery && (update.Recovery is not null || !update.IsBackdated) ? [said, RecoveryWords.Section(source, update.Recovery)] : [said];
    }

    /// <summary>A server that put a mail off may take it when its news is no longer true: then it says so before anything else.</summary>
    public static IEnumerable<string> Late(LetterSource source)
    {
        var (update, incident) = (source.Update, source.Incident);
        var wasOver = update.Status == IncidentStatus.Resolved;
        if (incident.Merged is { } into)
        {
            yield return source.Words["late.merged", into.Name, source.Moment(into.At)];
        }
        else if (wasOver != incident.IsResolved)
        {
            var turned = incident.Updates.First(u => u.Seq > update.Seq && (u.Status == IncidentStatus.Resolved) != wasOver);
            yield return source.Words[wasOver ? "late.again" : "late.over", source.Moment(incident.ResolvedAt ?? turned.DisplayAt)];
        }
    }

    private static IEnumerable<string> FirstLines(LetterSource source) => source.Notice.Kind switch
    {
        NoticeKind.Recovery => Recovered(source),
        NoticeKind.Update when WorksAgain(source) is { } names => [source.Words["first.works", names], .. Still(source)],
        _ => Effect(source),
    };

    private static IEnumerable<string> Recovered(LetterSource source)
    {
        var (words, incident, update) = (source.Words, source.Incident, source.Update);
        yield return words[source.IsCatchUp ? "first.catch_up" : "first.recovered", incident.Name];
        yield return words["lasted", source.Moment(incident.StartedAt), source.Moment(update.DisplayAt), MomentText.Span(update.DisplayAt - incident.StartedAt, source.Language)];
        foreach (var line in Still(source))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Still(LetterSource source)
    {
        var down = source.Update.Down.ToList();
        if (down.Count > 0)
        {
            yield return source.Words["still", string.Join(", ", down.Select(a => $"{a.Name} ({source.Words[$"component.{a.NewStatus.Wire()}"]})"))];
        }
    }

    /// <summary>What came back while the incident goes on, in a few words; null when nothing did.</summary>
    private static string? WorksAgain(LetterSource source)
    {
        var names = source.Update.Status == IncidentStatus.Resolved ? [] : source.Update.WorksAgain.Select(a => a.Name).ToList();
        return names.Count switch
        {
            0 => null,
            <= 3 => string.Join(", ", names),
            _ => source.Words["names.more", string.Join(", ", names[..2]), names.Count - 2],
        };
    }

    /// <summary>Without the full stop that the sentence around it brings.</summary>
    public static string Bare(string text) => text.Trim().TrimEnd('.', '。');
}
