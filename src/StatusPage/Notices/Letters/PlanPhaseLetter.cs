using StatusPage.Recovery;

namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter that says that a phase of the plan is behind us, and how far the rest is.</summary>
internal static class PlanPhaseLetter
{
    public static NoticeLetter Of(LetterSource source)
    {
        var plan = PlanLetter.PlanOf(source);
        var words = PlanWords.In(source.Language);
        var phase = words.Phase(source.Phase ?? throw new InvalidOperationException($"Notice {source.Notice.Id} names no phase of the plan."));
        return NoticeLetter.From(
            source, source.Words["subject.plan_phase", source.Site.Name, source.Incident.Name, phase],
            [.. PlanLetter.Over(source), source.Words["plan.phase", phase], words.Present(plan) + "."], PlanLetter.Phases(source, plan));
    }
}
