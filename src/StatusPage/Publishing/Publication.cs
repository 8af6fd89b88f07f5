using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace StatusPage.Publishing;

/// <summary>What a path answers with: one representation, or one for each language of the site.</summary>
internal sealed class Published(params Representation[] byLanguage)
{
    public Representation[] ByLanguage { get; } = byLanguage;

    public bool IsNegotiated => ByLanguage.Length > 1;
}

/// <summary>The site at one version as finished bytes. Immutable; the next one takes its place as a whole.</summary>
internal sealed class Publication(
    SiteSnapshot snapshot, FrozenDictionary<string, Published> answers, FrozenDictionary<string, RenderedPage> pages, Published missing, DateTimeOffset renderAgainAt)
{
    public SiteSnapshot Snapshot => snapshot;

    public long Version => snapshot.Site.Version;

    /// <summary>The day of the site's zone that it speaks of: "today" and "this month" on its pages.</summary>
    public DateOnly Day { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(snapshot.At, snapshot.Site.Zone).DateTime);

    /// <summary>By path.</summary>
    public FrozenDictionary<string, Published> Answers => answers;

    /// <summary>The pages among them that change while people watch, by the path that their data-path names.</summary>
    public FrozenDictionary<string, RenderedPage> Pages => pages;

    public Published Missing => missing;

    /// <summary>When what pages say of the present moment is no longer true although nothing changed.</summary>
    public DateTimeOffset RenderAgainAt => renderAgainAt;
}

/// <summary>The current publication, and when it was last found to be the truth.</summary>
internal sealed class CurrentPublication
{
    private volatile Publication? publication;
    private volatile Confirmation? confirmation;
    private volatile TaskCompletionSource next = New();

    public Publication? Publication => publication;

    /// <summary>What is owed of each incident of the publication, as <see cref="OwedCounter"/> counted it last.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, Notices.Totals> Owed { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset? ConfirmedAt => confirmation?.At;

    public StringValues ConfirmedAtText => confirmation is { } c ? c.Text : default;

    /// <summary>Completes when another publication takes the place of the current one. Take it before looking at the current one.</summary>
    public Task Next => next.Task;

    public void Replace(Publication by)
    {
        publication = by;
        if (by.Snapshot.UnconfirmedSince is null)
        {
            Confirm(by.Snapshot.At);
        }

        Interlocked.Exchange(ref next, New()).TrySetResult();
    }

    public void Confirm(DateTimeOffset at) => confirmation = new(at, Platform.Text.MomentText.Iso(at));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Confirmation(DateTimeOffset At, StringValues Text);
}
