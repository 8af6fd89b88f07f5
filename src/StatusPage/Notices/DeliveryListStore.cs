using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>The SQL that lists deliveries one by one: notice after notice in the order they were told, within one by subscription. Each page is one range of a key.</summary>
internal static class DeliveryListStore
{
    /// <summary>The notices of an incident and of what was merged into it, oldest first.</summary>
    public static async Task<IReadOnlyList<ToldNotice>> Notices(DbSession session, string incidentId) =>
    [
        .. (await session.Query<NoticeRow>(
            $"""
            SELECT n.id, n.kind, n.incident_id, n.update_id, n.created_at FROM notice n JOIN incident_update u ON u.id = n.update_id
            WHERE n.incident_id IN ({IncidentStore.FamilySql}) ORDER BY n.created_at, u.seq, n.source_id <> n.update_id, n.id
            """, new { incidentId })).Select(r => r.ToNotice()),
    ];

    public static async Task<IReadOnlyList<DeliveryLine>> Page(DbSession session, string incidentId, DeliveryFilter filter, int limit)
    {
        var notices = (await Notices(session, incidentId)).SkipWhile(n => filter.AfterNoticeId is not null && n.Id != filter.AfterNoticeId);
        var page = new List<DeliveryLine>();
        foreach (var notice in notices.Where(n => filter.NoticeId is null || n.Id == filter.NoticeId).TakeWhile(_ => page.Count < limit))
        {
            var after = notice.Id == filter.AfterNoticeId ? filter.AfterSubscriptionId ?? "" : "";
            page.AddRange(await Of(session, notice, after, limit - page.Count, filter));
        }

        return page;
    }

    public static async Task<DeliveryLine?> Find(DbSession session, string incidentId, string noticeId, string subscriptionId) =>
        (await Notices(session, incidentId)).FirstOrDefault(n => n.Id == noticeId) is { } notice
            && await Of(session, notice, "", 1, new(SubscriptionId: subscriptionId)) is [var delivery]
            ? delivery
            : null;

    /// <summary>Deliveries of one notice after the subscription <paramref name="after"/>, with every attempt.</summary>
    public static async Task<IReadOnlyList<DeliveryLine>> Of(DbSession session, ToldNotice notice, string after, int limit, DeliveryFilter? filter = null)
    {
        var rows = await session.Query<DeliveryRow>(
            $"""
            SELECT d.subscription_id, COALESCE(d.former_address, s.address) AS address, d.state, d.created_at, d.due_at, d.ended_at, d.server, d.words, d.uncertain
            FROM delivery d JOIN subscription s ON s.id = d.subscription_id
            WHERE d.notice_id = @Id AND d.subscription_id > @after
              {(filter?.SubscriptionId is null ? "" : "AND d.subscription_id = @SubscriptionId")}
              {(filter?.State is null ? "" : "AND d.state = @state")}
              {(filter?.AddressContains is null ? "" : "AND s.address_key LIKE @pattern ESCAPE '!'")}
            ORDER BY d.subscription_id LIMIT @limit
            """,
            new { notice.Id, after, limit, filter?.SubscriptionId, state = filter?.State?.Wire(), pattern = filter?.AddressContains is { } text ? LikePattern.Containing(text) : null });
        var attempts = rows.Count == 0 ? [] : await session.Query<AttemptRow>(
            """
            SELECT subscription_id, number, at, outcome, words, former_address FROM delivery_attempt
            WHERE notice_id = @Id AND subscription_id >= @first AND subscription_id <= @last ORDER BY subscription_id, number
            """, new { notice.Id, first = rows[0].SubscriptionId, last = rows[^1].SubscriptionId });
        var byReader = attempts.ToLookup(a => a.SubscriptionId);
        return [.. rows.Select(r => r.ToLine(notice, byReader[r.SubscriptionId]))];
    }

    private sealed class NoticeRow
    {
        public string Id { get; init; } = "";
        public string Kind { get; init; } = "";
        public string IncidentId { get; init; } = "";
        public string UpdateId { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }

        public ToldNotice ToNotice() => new(Id, Wire<NoticeKind>.Parse(Kind), IncidentId, UpdateId, CreatedAt);
    }

    private sealed class DeliveryRow
    {
        public string SubscriptionId { get; init; } = "";
        public string Address { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public DateTimeOffset? EndedAt { get; init; }
        public string? Server { get; init; }
        public string? Words { get; init; }
        public bool Uncertain { get; init; }

        public DeliveryLine ToLine(ToldNotice notice, IEnumerable<AttemptRow> attempts) => new(
            notice.Id, notice.Kind, SubscriptionId, Address, Wire<DeliveryState>.Parse(State), CreatedAt, DueAt, EndedAt, Server, Words, Uncertain,
            [.. attempts.Select(a => new AttemptLine((int)a.Number, a.At, a.Outcome, a.Words, a.FormerAddress ?? Address))]);
    }

    private sealed class AttemptRow
    {
        public string SubscriptionId { get; init; } = "";
        public long Number { get; init; }
        public DateTimeOffset At { get; init; }
        public string Outcome { get; init; } = "";
        public string Words { get; init; } = "";
        public string? FormerAddress { get; init; }
    }
}
