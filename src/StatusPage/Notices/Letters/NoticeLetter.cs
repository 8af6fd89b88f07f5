using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;

namespace StatusPage.Notices.Letters;

/// <summary>What one notice says in one language, before it is anybody's: the text and the HTML are two ways to write this down.</summary>
internal sealed record NoticeLetter
{
    public required string Language { get; init; }
    public required Site Site { get; init; }
    public required NoticeKind Kind { get; init; }
    public required string Subject { get; init; }

    /// <summary>What is broken and for whom, or that it works again. One to three short sentences.</summary>
    public required IReadOnlyList<string> First { get; init; }

    /// <summary>When the next word is promised.</summary>
    public required string? Next { get; init; }

    /// <summary>Status and time of the update.</summary>
    public required string Said { get; init; }

    /// <summary>Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>Markdown of what a correction replaces.</summary>
    public required string? FormerBody { get; init; }

    /// <summary>Each affected component with its state in words.</summary>
    public required IReadOnlyList<(string Name, ComponentStatus Status, string Words)> Components { get; init; }
    public required string IncidentUrl { get; init; }

    public Texts Words => Texts.Of<LetterTexts>(Language);

    public static NoticeLetter Of(Notice notice, Incident incident, Site site, string language)
    {
        var words = Texts.Of<LetterTexts>(language);
        var update = incident.Updates.First(u => u.Id == notice.UpdateId);
        var correction = update.Corrections.Select((c, i) => (c, i)).FirstOrDefault(x => x.c.Id == notice.SourceId);
        string Moment(DateTimeOffset at) => $"{MomentText.DayAndClock(at, site.Zone, language)} {MomentText.ZoneName(site.Zone, at)}";
        return new()
        {
            Language = language,
            Site = site,
            Kind = notice.Kind,
            Subject = words[$"subject.{notice.Kind.Wire()}", site.Name, incident.Name],
            First = [.. Late(update, incident, words, Moment), .. FirstLines(notice.Kind, incident, update, site, words)],
            Next = update.NextUpdateBy is { } due && !incident.IsResolved ? words["next", Moment(due)] : null,
            Said = words["said", words[$"status.{update.Status.Wire()}"], Moment(correction.c?.CreatedAt ?? update.DisplayAt)],
            Body = correction.c?.Body ?? update.Body,
            FormerBody = correction.c is null ? null : correction.i == 0 ? update.OriginalBody : update.Corrections[correction.i - 1].Body,
            Components = [.. update.Affected.Select(a => (a.Name, a.NewStatus, words[$"component.{a.NewStatus.Wire()}"]))],
            IncidentUrl = $"{site.Url}/{language}/incidents/{incident.Id}",
        };
    }

    /// <summary>A server that put a mail off may take it when its news is no longer true: then it says so before anything else.</summary>
    private static IEnumerable<string> Late(IncidentUpdate update, Incident incident, Texts words, Func<DateTimeOffset, string> moment)
    {
        var wasOver = update.Status == IncidentStatus.Resolved;
        if (wasOver != incident.IsResolved)
        {
            var turned = incident.Updates.First(u => u.Seq > update.Seq && (u.Status == IncidentStatus.Resolved) != wasOver);
            yield return words[wasOver ? "late.again" : "late.over", moment(incident.ResolvedAt ?? turned.DisplayAt)];
        }
    }

    private static List<string> FirstLines(NoticeKind kind, Incident incident, IncidentUpdate update, Site site, Texts words)
    {
        var troubled = update.Affected.Where(a => a.NewStatus != ComponentStatus.Operational).ToList();
        if (kind == NoticeKind.Recovery)
        {
            string Moment(DateTimeOffset at) => $"{MomentText.DayAndClock(at, site.Zone, words.Language)} {MomentText.ZoneName(site.Zone, at)}";
            List<string> lines =
            [
                words["first.recovered", incident.Name],
                words["lasted", Moment(incident.StartedAt), Moment(update.DisplayAt), MomentText.Span(update.DisplayAt - incident.StartedAt, words.Language)],
            ];
            if (troubled.Count > 0)
            {
                lines.Add(words["still", string.Join(", ", troubled.Select(a => $"{a.Name} ({words[$"component.{a.NewStatus.Wire()}"]})"))]);
            }

            return lines;
        }

        List<string> first = [];
        if (kind == NoticeKind.Correction)
        {
            first.Add(words["first.correction", incident.Name]);
        }

        first.Add(incident.Fields.EffectCannot is { Length: > 0 } cannot ? words["first.cannot", Bare(cannot)] : words["first.name", Bare(incident.Name)]);
        if (troubled.Count > 0)
        {
            first.Add(words["first.affected", string.Join(", ", troubled.Select(a => a.Name))]);
        }

        if (incident.Fields.EffectCan is { Length: > 0 } can)
        {
            first.Add(words["first.can", Bare(can)]);
        }

        return first;
    }

    /// <summary>Without the full stop that the sentence around it brings.</summary>
    private static string Bare(string text) => text.Trim().TrimEnd('.', '。');
}
