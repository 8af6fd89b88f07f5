using StatusPage.Incidents;

namespace StatusPage.Notices.Letters;

/// <summary>
/// Writes the letter of one reader's delivery: what it says when earlier words never reached them. The first they hear is told as such, and what they missed stands
/// inside, oldest first.
/// </summary>
internal static class Retelling
{
    public static NoticeLetter Of(LetterSource source)
    {
        var head = Head(source);
        var letter = NoticeLetter.Of(head);
        // An announcement that is not the head is told inside too: it comes last.
        var inside = head == source ? source.Untold : [.. source.Untold, source];
        var missed = inside.Where(u => !IsSaidBy(head, u)).DistinctBy(u => u.Announcement?.Id ?? u.Notice.UpdateId).ToList();
        return missed.Count == 0 ? letter : letter with
        {
            Sections = [.. letter.Sections, new(source.Words[source.IsCatchUp ? "untold.missed" : "untold"], ""), .. missed.Select(u => Section(source, u))],
        };
    }

    /// <summary>What the letter itself tells: its own notice, or how it stands when its reader knows nothing, or not what the notice puts right.</summary>
    private static LetterSource Head(LetterSource source)
    {
        var knowsNothing = !source.HeardAnything && source.Notice.Kind is not (NoticeKind.Outage or NoticeKind.Recovery or NoticeKind.Report);
        var putsRightWhatIsUntold = source.Notice.Kind == NoticeKind.Correction && source.Untold.Any(u => u.Notice.UpdateId == source.Notice.UpdateId);
        if (!knowsNothing && !putsRightWhatIsUntold)
        {
            return source;
        }

        var newest = source.Untold.Where(u => u.Incident.Id == source.Incident.Id).Select(u => u.Update).Append(source.Update).MaxBy(u => u.Seq)!;
        return newest.Status == IncidentStatus.Resolved ? source : source with
        {
            Announcement = null,
            Notice = source.Notice with { Kind = knowsNothing ? NoticeKind.Outage : NoticeKind.Update, UpdateId = newest.Id, SourceId = newest.Id },
        };
    }

    /// <summary>An update and its corrections are said once, in the words that stand.</summary>
    private static bool IsSaidBy(LetterSource head, LetterSource other) =>
        other.Announcement is null ? head.Announcement is null && head.Notice.UpdateId == other.Notice.UpdateId : head.Announcement?.Id == other.Announcement.Id;

    private static LetterSection Section(LetterSource source, LetterSource untold)
    {
        var section = untold.Announcement is null
            ? UpdateLetter.Said(untold, untold.Update, untold.Update.Body, untold.Update.DisplayAt)
            : new LetterSection(untold.Moment(untold.Announcement.CreatedAt), "", [.. NoticeLetter.Of(untold).First.Except(PlanLetter.Over(untold))]);
        return untold.Incident.Id == source.Incident.Id ? section : section with { Heading = $"{untold.Incident.Name}: {section.Heading}" };
    }
}
