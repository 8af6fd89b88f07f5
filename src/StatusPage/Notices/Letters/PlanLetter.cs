using StatusPage.Recovery;

namespace StatusPage.Notices.Letters;

/// <summary>Writes the letter of a published plan: as it stands when the letter is written, and what its last version changed.</summary>
internal static class PlanLetter
{
    public static NoticeLetter Of(LetterSource source)
    {
        var (plan, words) = (PlanOf(source), source.Words);
        var changed = plan.Version > 1;
        var first = changed ? words["plan.changed", plan.Version, plan.Steps.Count] : words[plan.Steps.Count == 1 ? "plan.published.one" : "plan.published", plan.Steps.Count];
        var sections = Phases(source, plan);
        if (plan.Changes.Count > 0)
        {
            sections.Insert(0, new(words["plan.changes", plan.Version - 1], "", [.. PlanWords.In(source.Language).Changes(plan)]));
        }

        return NoticeLetter.From(
            source, changed ? words["subject.plan.changed", source.Site.Name, source.Incident.Name, plan.Version] : source.Subject("subject.plan"),
            [.. Over(source), first, PlanWords.In(source.Language).Present(plan) + "."], sections);
    }

    /// <summary>One line on how far the plan is, for letters that tell of something else.</summary>
    public static IEnumerable<string> Present(LetterSource source) =>
        source is { Plan: { } plan, Incident.IsResolved: false, Notice.Kind: not (NoticeKind.Plan or NoticeKind.PlanPhase) }
            ? [source.Words["plan.present", PlanWords.In(source.Language).Present(plan)]]
            : [];

    /// <summary>The steps, each phase under its name.</summary>
    public static List<LetterSection> Phases(LetterSource source, RecoveryPlan plan)
    {
        var words = PlanWords.In(source.Language);
        return [.. plan.Phases.Select(p => new LetterSection(words.Phase(p.Key), "", [.. p.Select(words.Line)]))];
    }

    public static RecoveryPlan PlanOf(LetterSource source) =>
        source.Plan ?? throw new InvalidOperationException($"Notice {source.Notice.Id} tells of a plan that is not there.");

    /// <summary>What comes late says so first.</summary>
    public static IEnumerable<string> Over(LetterSource source) =>
        source.Incident.ResolvedAt is { } over ? [source.Words["late.over", source.Moment(over)]] : [];
}
