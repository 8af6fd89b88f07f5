using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>The notices around one, looked up once for all its readers: a claim of hundreds then asks of each reader only what concerns them.</summary>
/// <param name="Others">All others of the same incident.</param>
/// <param name="Unfolded">Those before it that are never folded, and so go first.</param>
internal sealed record StoryStore(IReadOnlyList<string> Others, IReadOnlyList<string> Unfolded)
{
    /// <summary>The condition under which a delivery d of the notice has its turn. Parameters: <c>@others</c> and <c>@unfolded</c>.</summary>
    public string Turn => string.Join(" AND ",
        [
            Others.Count == 0 ? "1 = 1" : "NOT EXISTS (SELECT 1 FROM delivery p WHERE p.subscription_id = d.subscription_id AND p.state = 'sending' AND p.notice_id IN @others)",
            Unfolded.Count == 0 ? "1 = 1" : "NOT EXISTS (SELECT 1 FROM delivery p WHERE p.notice_id IN @unfolded AND p.subscription_id = d.subscription_id AND p.state = 'queued')",
        ]);

    /// <summary>Whether the reader of a row of delivery had anything of the others.</summary>
    public string Heard => Others.Count == 0
        ? "0"
        : $"EXISTS (SELECT 1 FROM delivery p WHERE p.notice_id IN @others AND p.subscription_id = delivery.subscription_id AND {Reached})";

    /// <summary>A delivery p reached its reader, or may have.</summary>
    public const string Reached = "(p.state = 'accepted' OR p.uncertain = 1 AND p.state <> 'bounced')";

    public static async Task<StoryStore> Of(DbSession session, Notice notice)
    {
        var others = await NoticeStore.Where(session, $"n.id <> @Id AND {Family.Of("n", "@IncidentId")}", new { notice.Id, notice.IncidentId });
        return new(
            [.. others.Select(o => o.Id)],
            [.. others.Where(o => o.Number < notice.Number && o.Kind is (NoticeKind.Recovery or NoticeKind.Report)).Select(o => o.Id)]);
    }
}
