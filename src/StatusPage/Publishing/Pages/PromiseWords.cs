using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Text;
using StatusPage.Promises;

namespace StatusPage.Publishing.Pages;

/// <summary>Promises in a page's words.</summary>
internal static class PromiseWords
{
    private const int MostSaid = 8;

    /// <summary>A promise that is due in one sentence: it was promised, and has not come.</summary>
    public static string Late(PromiseKind kind, DateTimeOffset due, PageContext view) => view.Words[$"due_{kind.Wire()}_late", Plain(due, view)];

    /// <summary>"Said 18:00, then 21:00, then 03:00; moved twice."; null for one that did not move.</summary>
    public static string? Moved(PromiseLine line, PageContext view) => line.Moves switch
    {
        0 => null,
        1 => view.Words["moved_once", Said(line, view)],
        2 => view.Words["moved_twice", Said(line, view)],
        var times => view.Words["moved_times", Said(line, view), times],
    };

    /// <summary>How sure an estimate is, and what it rests on.</summary>
    public static string? Basis(Promise promise, PageContext view) =>
        promise.Confidence is { } confidence ? view.Words[$"confidence_{confidence.Wire()}", PageContext.Name(promise.Basis ?? "").Trim().TrimEnd('.', '。')] : null;

    /// <summary>What was promised with or after an update, as one line of the timeline.</summary>
    public static string Made(Promise promise, bool moved, PageContext view) =>
        view.Words[moved ? $"moved_{promise.Kind.Wire()}" : $"made_{promise.Kind.Wire()}", Plain(promise.Due, view)];

    public static string Plain(DateTimeOffset at, PageContext view) => MomentText.Near(at, view.Now, view.Site.Zone, view.Language);

    private static string Said(PromiseLine line, PageContext view)
    {
        var times = line.Said.Select(p => p.Ending == Ending.Broken ? view.Words["said_missed", Plain(p.Due, view)] : Plain(p.Due, view)).ToList();
        return string.Join(view.Words["said_then"], times.Count > MostSaid ? [times[0], "…", .. times[^(MostSaid - 2)..]] : times);
    }
}
