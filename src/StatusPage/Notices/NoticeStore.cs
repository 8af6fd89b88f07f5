using StatusPage.Incidents;
using StatusPage.Notices.Bounces;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

/// <summary>The SQL of notices and of planning their deliveries.</summary>
internal static class NoticeStore
{
    /// <summary>Everyone with any delivery of the incident: told already, or about to be. Nobody among them is passed over by what comes later.</summary>
    private static readonly string AlreadyReached =
        $"""
        EXISTS (SELECT 1 FROM notice m CROSS JOIN delivery d
          WHERE {Family.Under("m", "@incidentId")} AND m.id <> @noticeId AND d.notice_id = m.id AND d.subscription_id = s.id AND d.state <> 'released')
        """;

    /// <summary>
    /// A reader to whom the last could not be brought is written to over the connections of what is tried again: dead addresses hold up nobody who can be reached.
    /// </summary>
    private const string StateToBegin =
        """
        CASE WHEN EXISTS (SELECT 1 FROM delivery p WHERE p.subscription_id = s.id AND p.state IN ('waiting', 'refused', 'exhausted')
          AND NOT EXISTS (SELECT 1 FROM delivery a WHERE a.subscription_id = s.id AND a.state = 'accepted' AND a.ended_at >= COALESCE(p.ended_at, p.created_at)))
          THEN 'waiting' ELSE 'queued' END
        """;

    private const string Columns = "n.id, n.kind, n.incident_id, n.update_id, n.source_id, n.created_at, n.plan_cursor, n.number";

    /// <summary>Who had an update, or will: who was told nothing wrong needs no correction. What its server refused nobody had.</summary>
    private const string HadIt =
        """
        EXISTS (SELECT 1 FROM notice m CROSS JOIN delivery d WHERE m.source_id = @corrected AND d.notice_id = m.id AND d.subscription_id = s.id
          AND d.state <> 'released' AND (d.uncertain = 1 OR d.state NOT IN ('refused', 'exhausted', 'written_off')))
        """;

    /// <summary>Updates, corrections and announcements that are to be told and have no notice. Who was told nothing of an incident is not told of a correction alone.</summary>
    public const string DueSql =
        """
        SELECT i.id AS incident_id, u.id AS update_id, u.id AS source_id, u.status AS status, u.created_at AS at, u.seq AS seq, NULL AS kind
        FROM incident_update u JOIN incident i ON i.id = u.incident_id
        WHERE i.deleted_at IS NULL AND (i.backfilled = 0 OR u.seq > 1) AND (u.deliver_notifications = 1 OR u.status = 'resolved')
          AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.source_id = u.id)
        UNION ALL
        SELECT i.id, u.id, k.id, u.status, k.created_at, u.seq, 'correction'
        FROM incident_correction k JOIN incident_update u ON u.id = k.update_id JOIN incident i ON i.id = u.incident_id
        WHERE i.deleted_at IS NULL AND k.deliver_notifications = 1 AND EXISTS (SELECT 1 FROM notice n WHERE n.source_id = u.id)
          AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.source_id = k.id)
        UNION ALL
        SELECT a.incident_id, a.update_id, a.id, '', a.created_at, u.seq, a.kind
        FROM announcement a JOIN incident_update u ON u.id = a.update_id JOIN incident i ON i.id = a.incident_id
        WHERE i.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.source_id = a.id)
        """;

    /// <summary>
    /// Makes a notice of every published update and correction that has none: a committed update without a notice is the outbox. Recovery is told even
    /// when the update was quiet. What was backdated is told to nobody, but what is said of it afterwards is news.
    /// </summary>
    public static async Task CreateDue(DbSession session, DateTimeOffset now)
    {
        foreach (var row in await Due(session))
        {
            var first = await session.Scalar<long>($"SELECT COUNT(*) FROM notice n WHERE {Family.Under("n", "@IncidentId")} AND n.kind IN ('outage', 'update', 'recovery')", new { row.IncidentId }) == 0;
            var kind = row.Kind ?? (row.Status == "resolved" ? NoticeKind.Recovery : first ? NoticeKind.Outage : NoticeKind.Update).Wire();
            await session.Execute(
                """
                INSERT INTO notice (id, kind, incident_id, update_id, source_id, created_at, plan_cursor, number)
                SELECT @id, @kind, @IncidentId, @UpdateId, @SourceId, @now, '', COALESCE(MAX(number), 0) + 1 FROM notice WHERE 1 = 1 ON CONFLICT DO NOTHING
                """, new { id = Ids.New(), kind, row.IncidentId, row.UpdateId, row.SourceId, now });
        }
    }

    /// <summary>Whether anything waits to be planned: asked without the lock that writing needs.</summary>
    public static async Task<bool> HasWork(DbSession session) =>
        await session.Scalar<long>("SELECT COUNT(*) FROM notice WHERE planned_at IS NULL") > 0 || (await Due(session)).Count > 0;

    private static Task<IReadOnlyList<DueRow>> Due(DbSession session) => session.Query<DueRow>(
        $"SELECT * FROM ({DueSql}) due ORDER BY due.at, due.seq, CASE WHEN due.kind IS NULL THEN 0 WHEN due.kind = 'correction' THEN 1 ELSE 2 END, due.source_id");

    /// <summary>
    /// The notice whose deliveries are to be planned next, and how far they are: the oldest. But an incident that is over comes before all others, and its notices
    /// are planned side by side, so that the first learn of the recovery long before the last is planned. All that were merged into one have
    /// one turn: none of them waits for another whose turn does not come.
    /// </summary>
    public static async Task<(Notice Notice, string Cursor)?> NextToPlan(DbSession session)
    {
        var row = await session.First<NoticeRow>(
            $"""
            SELECT w.* FROM (
              SELECT {Columns}, CASE WHEN EXISTS (
                SELECT 1 FROM notice r JOIN incident o ON o.id = r.incident_id
                WHERE r.planned_at IS NULL AND r.kind = 'recovery' AND COALESCE(o.merged_into, o.id) = COALESCE(i.merged_into, i.id)) THEN 0 ELSE 1 END AS turn
              FROM notice n JOIN incident i ON i.id = n.incident_id WHERE n.planned_at IS NULL) w
            ORDER BY w.turn, CASE WHEN w.turn = 0 THEN w.plan_cursor ELSE '' END, w.number LIMIT 1
            """);
        return row is null ? null : (row.ToNotice(), row.PlanCursor);
    }

    public static async Task<Notice?> Find(DbSession session, string id) =>
        (await session.First<NoticeRow>($"SELECT {Columns} FROM notice n WHERE n.id = @id", new { id }))?.ToNotice();

    /// <summary>Notices by a condition on them, aliased <c>n</c>, in the order in which they were made.</summary>
    public static async Task<IReadOnlyList<Notice>> Where(DbSession session, string condition, object? args = null) =>
        [.. (await session.Query<NoticeRow>($"SELECT {Columns} FROM notice n WHERE {condition} ORDER BY n.number", args)).Select(r => r.ToNotice())];

    /// <summary>
    /// Plans one chunk in the order of subscription ids and remembers how far it came. Safe to run twice: a delivery exists once for a notice and subscription. No
    /// notice is planned past an earlier one of its incident, and what readers have not been sent of those yet is folded into it.
    /// </summary>
    /// <returns>True when the notice is planned to its end.</returns>
    public static async Task<bool> PlanChunk(DbSession session, Notice notice, string cursor, Audience audience, int chunk, DateTimeOffset now)
    {
        var bound = await session.First<string>(
            $"SELECT MIN(m.plan_cursor) FROM notice m WHERE m.planned_at IS NULL AND m.number < @Number AND {Family.Of("m", "@IncidentId")}", new { notice.Number, notice.IncidentId });
        var last = await session.First<string>(
            $"SELECT id FROM subscription WHERE id > @cursor {(bound is null ? "" : "AND id <= @bound")} ORDER BY id LIMIT 1 OFFSET @skip",
            new { cursor, bound, skip = chunk - 1 }) ?? bound;
        var range = last is null ? "s.id > @cursor" : "s.id > @cursor AND s.id <= @last";
        await session.Execute(
            $"""
            INSERT INTO delivery (notice_id, subscription_id, state, attempts, uncertain, created_at, due_at, ended_at, words)
            SELECT @noticeId, s.id, CASE s.state WHEN 'suspended' THEN 'refused' ELSE {StateToBegin} END, 0, 0, @now,
              CASE WHEN s.state = 'active' AND {StateToBegin} = 'waiting' THEN @now END, {BounceStore.NotSentSql}
            FROM subscription s WHERE {range} AND s.state IN ('active', 'suspended') AND ({audience.MatchSql} OR {(audience.Corrected is null ? AlreadyReached : HadIt)})
            ON CONFLICT DO NOTHING
            """,
            new
            {
                noticeId = notice.Id, incidentId = notice.IncidentId, componentIds = audience.ComponentIds, groupIds = audience.GroupIds, cursor, last, now,
                corrected = audience.Corrected, suspended = BounceStore.SuspendedWords,
            });
        await FoldStore.Planned(session, notice, cursor, last, now);
        await session.Execute(
            "UPDATE notice SET plan_cursor = @last, planned_at = @planned WHERE id = @Id",
            new { notice.Id, last = last ?? cursor, planned = last is null ? now : (DateTimeOffset?)null });
        session.AddWork();
        return last is null;
    }

    /// <summary>The newest outage or update notice of each open incident, if its planning has passed this subscription: what is not planned so far will reach it by itself.</summary>
    public static Task<IReadOnlyList<Notice>> PresentState(DbSession session, string subscriptionId) =>
        Where(session,
            $"""
            n.id IN (
              SELECT (SELECT m.id FROM notice m WHERE {Family.Of("m", "i.id")} AND m.kind IN ('outage', 'update') ORDER BY m.number DESC LIMIT 1)
              FROM incident i WHERE i.resolved_at IS NULL AND i.deleted_at IS NULL AND i.merged_into IS NULL)
              AND (n.planned_at IS NOT NULL OR n.plan_cursor >= @subscriptionId)
            """, new { subscriptionId });

    /// <summary>Plans a notice for one more reader, if it concerns them.</summary>
    public static Task PlanFor(DbSession session, Notice notice, string subscriptionId, Audience audience, DateTimeOffset now) =>
        session.Execute(
            $"""
            INSERT INTO delivery (notice_id, subscription_id, state, attempts, uncertain, created_at)
            SELECT @noticeId, s.id, 'queued', 0, 0, @now FROM subscription s WHERE s.id = @subscriptionId AND {audience.MatchSql}
            ON CONFLICT DO NOTHING
            """,
            new
            {
                noticeId = notice.Id, incidentId = notice.IncidentId, componentIds = audience.ComponentIds, groupIds = audience.GroupIds, subscriptionId, now,
            });

    /// <summary>Whom a notice concerns beside those already reached: by what is, or ever was, affected.</summary>
    public static async Task<Audience> AudienceOf(DbSession session, Notice notice)
    {
        var components = await Affected(session, notice.IncidentId);
        var quiet = await session.Scalar<long>(
            """
            SELECT COUNT(*) FROM incident_update u JOIN incident i ON i.id = u.incident_id
            WHERE u.id = @UpdateId AND (u.deliver_notifications = 0 OR (i.backfilled = 1 AND u.status = 'resolved'))
            """, new { notice.UpdateId }) > 0;
        // Facts stand in every mail of an incident, a wording in one update's.
        var ofWording = await session.Scalar<long>("SELECT COUNT(*) FROM incident_correction WHERE id = @SourceId AND kind <> 'facts'", new { notice.SourceId }) > 0;
        return new(components, await SubscriptionStore.GroupsOf(session, components), Quiet: quiet || notice.Kind is not (NoticeKind.Outage or NoticeKind.Update or NoticeKind.Recovery))
        {
            Corrected = ofWording ? notice.UpdateId : null,
        };
    }

    /// <summary>How many an update would be told to that affects these components too.</summary>
    /// <param name="session">Where to read.</param>
    /// <param name="incidentId">Empty for a new incident.</param>
    /// <param name="componentIds">Those that the update names.</param>
    /// <param name="quiet">Only those already reached.</param>
    public static async Task<long> CountAudience(DbSession session, string incidentId, IReadOnlyCollection<string> componentIds, bool quiet)
    {
        IReadOnlyList<string> components = [.. componentIds.Union(await Affected(session, incidentId))];
        var audience = new Audience(components, await SubscriptionStore.GroupsOf(session, components), quiet);
        return await session.Scalar<long>(
            $"SELECT COUNT(*) FROM subscription s WHERE s.state = 'active' AND ({audience.MatchSql} OR {AlreadyReached})",
            new { incidentId, noticeId = "", componentIds = audience.ComponentIds, groupIds = audience.GroupIds });
    }

    /// <summary>What is, or ever was, affected.</summary>
    private static Task<IReadOnlyList<string>> Affected(DbSession session, string incidentId) =>
        session.Query<string>(
            $"""
            SELECT component_id FROM incident_component WHERE incident_id IN ({IncidentStore.FamilySql})
            UNION SELECT a.component_id FROM incident_update u JOIN incident_update_component a ON a.update_id = u.id WHERE u.incident_id IN ({IncidentStore.FamilySql})
            """, new { incidentId });

    private sealed class DueRow
    {
        public string IncidentId { get; init; } = "";
        public string UpdateId { get; init; } = "";
        public string SourceId { get; init; } = "";
        public string Status { get; init; } = "";
        public string? Kind { get; init; }
    }

    private sealed class NoticeRow
    {
        public string Id { get; init; } = "";
        public string Kind { get; init; } = "";
        public string IncidentId { get; init; } = "";
        public string UpdateId { get; init; } = "";
        public string SourceId { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public string PlanCursor { get; init; } = "";
        public long Number { get; init; }

        public Notice ToNotice() => new(Id, Wire<NoticeKind>.Parse(Kind), IncidentId, UpdateId, SourceId, CreatedAt, Number);
    }
}

/// <param name="ComponentIds">What is or was affected.</param>
/// <param name="GroupIds">The groups of those.</param>
/// <param name="Quiet">Only those already reached.</param>
internal sealed record Audience(IReadOnlyList<string> ComponentIds, IReadOnlyList<string> GroupIds, bool Quiet)
{
    /// <summary>The update of which only those who had it are told; null where everyone already reached is.</summary>
    public string? Corrected { get; init; }

    public string MatchSql => Quiet ? "1 = 0" : SubscriptionStore.MatchesSql;
}
