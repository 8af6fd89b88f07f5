namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter that goes out when nobody wrote one: that no word came, and what was last known.</summary>
internal static class DeadManLetter
{
    public static NoticeLetter Of(LetterSource source)
    {
        var promise = source.Promises.FirstOrDefault(p => p.Id == source.Announcement?.SubjectId);
        var known = source.Update;
        var first = new List<string> { source.Words["first.silence", source.Moment(promise?.Due ?? known.DisplayAt)] };
        if (source.Incident.Latest.Seq > known.Seq)
        {
            first.Add(source.Words["silence.over", source.Moment(source.Incident.Latest.DisplayAt)]);
            known = source.Incident.Latest;
        }
        else
        {
            first.Add(source.Words["silence.known", source.Moment(known.DisplayAt)]);
        }

        return NoticeLetter.From(source, source.Subject("subject.dead_man"), [.. first, .. UpdateLetter.Effect(source)], [UpdateLetter.Said(source, known, known.Body, known.DisplayAt)]);
    }
}
