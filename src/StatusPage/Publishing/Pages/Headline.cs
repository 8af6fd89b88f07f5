using StatusPage.Components;
using StatusPage.Incidents;

namespace StatusPage.Publishing.Pages;

/// <summary>The first line: what is down, since when, and what still works.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Calm">It says that all is well, so it must be taken back when it cannot be confirmed.</param>
/// <param name="Since">When the oldest open incident began.</param>
/// <param name="More">Further sentences.</param>
internal sealed record Headline(string Text, bool Calm, DateTimeOffset? Since, IReadOnlyList<string> More)
{
    private static readonly (ComponentStatus Status, string Key)[] ByWeight =
    [
        (ComponentStatus.MajorOutage, "head_down"), (ComponentStatus.PartialOutage, "head_partial"),
        (ComponentStatus.DegradedPerformance, "head_degraded"), (ComponentStatus.UnderMaintenance, "head_maintenance"),
    ];

    public static Headline Of(SiteSnapshot snapshot, PageContext page)
    {
        var words = page.Words;
        if (snapshot.UnconfirmedSince is not null)
        {
            return new(words["head_unconfirmed"], false, null, [words["unconfirmed_note"]]);
        }

        var components = snapshot.Catalogue.Components;
        DateTimeOffset? since = snapshot.Unresolved.Count > 0 ? snapshot.Unresolved.Min(i => i.StartedAt) : null;
        if (components.Count > 1 && components.All(c => c.Status == ComponentStatus.MajorOutage))
        {
            return new(words["head_all_down"], false, since, []);
        }

        var sentences = ByWeight.Select(w => Sentence(w.Key, [.. components.Where(c => c.Status == w.Status)], page)).OfType<string>().ToList();
        return sentences.Count > 0
            ? new(sentences[0], false, since, [.. sentences[1..].Select(s => words["sentence", s]), .. Others(components, page)])
            : Unaffected(snapshot, since, page);
    }

    /// <summary>Every component works, whatever is open.</summary>
    private static Headline Unaffected(SiteSnapshot snapshot, DateTimeOffset? since, PageContext page)
    {
        var words = page.Words;
        if (snapshot.Unresolved.Count == 0)
        {
            return snapshot.Catalogue.Components.Count == 0
                ? new(words["head_empty"], false, null, [])
                : new(words["head_calm"], true, null, [words["nothing_open"]]);
        }

        return snapshot.Unresolved.All(i => i.Status == IncidentStatus.Monitoring)
            ? new(words["head_watching"], true, since, [])
            : new(words["head_open"], false, since, []);
    }

    private static string? Sentence(string key, IReadOnlyList<Component> components, PageContext page) => components.Count == 0
        ? null
        : page.Words[components.Count == 1 ? $"{key}_one" : $"{key}_many", page.List([.. components.Select(c => c.Name)])];

    private static IEnumerable<string> Others(IReadOnlyList<Component> components, PageContext page)
    {
        var working = components.Count(c => c.Status == ComponentStatus.Operational);
        return working > 0 ? [page.Count("others", working)] : [];
    }
}
