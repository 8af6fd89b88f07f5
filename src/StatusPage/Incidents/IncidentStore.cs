using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Incidents;

/// <summary>The SQL that writes incidents, and the ways to find them. <see cref="IncidentReadStore"/> puts the rows together.</summary>
internal static class IncidentStore
{
    // What a database takes for upper and lower case differs: SQLite knows of ASCII alone. Both sides are put through it, and by us.
    private const string NameContains =
        "AND (LOWER(name) LIKE LOWER(@typed) ESCAPE '!' OR LOWER(name) LIKE @lower ESCAPE '!' OR UPPER(name) LIKE @upper ESCAPE '!')";

    /// <summary>The ids of <c>@incidentId</c> and of what was merged into it, deleted or not: who was told of one of them was told of it.</summary>
    public const string FamilySql = "SELECT f.id FROM incident f WHERE f.id = @incidentId OR f.merged_into = @incidentId";

    /// <summary>The ids of an incident, an expression, and of what was merged into it.</summary>
    public static string UnderSql(string incident) => $"SELECT {incident} UNION ALL SELECT fam.id FROM incident fam WHERE fam.merged_into = {incident}";

    /// <summary>The same, and the id of what it was merged into.</summary>
    public static string StorySql(string incident) =>
        $"{UnderSql(incident)} UNION ALL SELECT whole.merged_into FROM incident whole WHERE whole.id = {incident} AND whole.merged_into IS NOT NULL";

    public static async Task<Incident?> Find(DbSession session, string id) =>
        await IncidentReadStore.Load(session, "i.id = @id", new { id }) is [var incident] ? incident : null;

    public static Task<bool> Exists(DbSession session, string id) =>
        session.Scalar<bool>("SELECT COUNT(*) FROM incident WHERE id = @id AND deleted_at IS NULL", new { id });

    /// <summary>The names of these, by id; of one that is deleted, none.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Names(DbSession session, IReadOnlyCollection<string> ids) =>
        (await session.Query<NameRow>("SELECT id, name FROM incident WHERE id IN @ids AND deleted_at IS NULL", new { ids })).ToDictionary(r => r.Id, r => r.Name);

    /// <summary>What is not resolved, newest first.</summary>
    public static Task<IReadOnlyList<Incident>> Unresolved(DbSession session) =>
        IncidentReadStore.Load(session, "i.resolved_at IS NULL", new { });

    /// <summary>The newest, optionally past the first <paramref name="skip"/>, by name or status when asked.</summary>
    public static Task<IReadOnlyList<Incident>> Newest(DbSession session, int limit, int skip = 0, string? nameContains = null) =>
        IncidentReadStore.Load(
            session,
            $"""
            i.id IN (SELECT id FROM incident WHERE deleted_at IS NULL {(nameContains is null ? "" : NameContains)}
              ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @skip)
            """, new
            {
                limit, skip, typed = LikePattern.Exactly(nameContains ?? ""),
                lower = LikePattern.Exactly((nameContains ?? "").ToLowerInvariant()), upper = LikePattern.Exactly((nameContains ?? "").ToUpperInvariant()),
            });

    /// <summary>Those that began in a span of time, newest first.</summary>
    public static Task<IReadOnlyList<Incident>> Between(DbSession session, DateTimeOffset from, DateTimeOffset until) =>
        IncidentReadStore.Load(session, "i.created_at >= @from AND i.created_at < @until", new { from, until });

    /// <summary>When the oldest began; null when there is none.</summary>
    public static async Task<DateTimeOffset?> Oldest(DbSession session) =>
        await session.Scalar<long?>("SELECT MIN(created_at) FROM incident WHERE deleted_at IS NULL") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>A backfilled incident stands in the lists where it happened.</summary>
    public static Task Insert(DbSession session, string id, IncidentFields fields, bool backfilled, DateTimeOffset now) =>
        session.Execute(
            """
            INSERT INTO incident (id, name, impact_override, effect_cannot, effect_can, backfilled, created_at, updated_at)
            VALUES (@id, @Name, @impact, @EffectCannot, @EffectCan, @backfilled, @now, @now)
            """,
            new { id, fields.Name, impact = fields.ImpactOverride?.Wire(), fields.EffectCannot, fields.EffectCan, backfilled = backfilled ? 1L : 0, now });

    public static Task Update(DbSession session, string id, IncidentFields fields, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE incident SET name = @Name, impact_override = @impact, effect_cannot = @EffectCannot, effect_can = @EffectCan, updated_at = @now
            WHERE id = @id AND deleted_at IS NULL
            """,
            new { id, fields.Name, impact = fields.ImpactOverride?.Wire(), fields.EffectCannot, fields.EffectCan, now });

    public static Task Touch(DbSession session, string id, DateTimeOffset now) =>
        session.Execute("UPDATE incident SET updated_at = @now WHERE id = @id", new { id, now });

    /// <summary>Takes it off the page, and with it what was merged into it.</summary>
    public static Task Delete(DbSession session, string id, DateTimeOffset now) =>
        session.Execute("UPDATE incident SET deleted_at = @now WHERE (id = @id OR merged_into = @id) AND deleted_at IS NULL", new { id, now });

    /// <summary>Ends one incident in another. What was merged into it before goes on there too.</summary>
    public static async Task Merge(DbSession session, string id, string intoId, DateTimeOffset now)
    {
        await session.Execute(
            "UPDATE incident SET merged_into = @intoId, merged_at = @now, resolved_at = @now, updated_at = @now WHERE id = @id AND merged_into IS NULL", new { id, intoId, now });
        await session.Execute("UPDATE incident SET merged_into = @intoId WHERE merged_into = @id", new { id, intoId });
    }

    public static async Task InsertUpdate(DbSession session, IncidentUpdate update)
    {
        await session.Execute(
            """
            INSERT INTO incident_update (id, incident_id, seq, status, body, created_at, display_at, deliver_notifications, next_update_by)
            VALUES (@Id, @IncidentId, @Seq, @status, @OriginalBody, @CreatedAt, @DisplayAt, @deliver, @NextUpdateBy)
            """,
            new
            {
                update.Id, update.IncidentId, update.Seq, status = update.Status.Wire(), update.OriginalBody, update.CreatedAt, update.DisplayAt,
                deliver = update.DeliverNotifications ? 1L : 0, update.NextUpdateBy,
            });
        foreach (var affected in update.Affected)
        {
            await session.Execute(
                "INSERT INTO incident_update_component (update_id, component_id, name, old_status, new_status) VALUES (@Id, @ComponentId, @Name, @old, @next)",
                new { update.Id, affected.ComponentId, affected.Name, old = affected.OldStatus.Wire(), next = affected.NewStatus.Wire() });
        }

        await session.Execute(
            """
            UPDATE incident SET updated_at = @CreatedAt, created_at = CASE WHEN @DisplayAt < created_at AND backfilled = 1 THEN @DisplayAt ELSE created_at END,
              resolved_at = CASE WHEN @resolved = 0 THEN NULL ELSE COALESCE(resolved_at, @DisplayAt) END
            WHERE id = @IncidentId
            """,
            new { update.CreatedAt, update.DisplayAt, update.IncidentId, resolved = update.Status == IncidentStatus.Resolved ? 1L : 0 });
    }

    public static async Task InsertCorrection(DbSession session, IncidentUpdate update, Correction correction)
    {
        await session.Execute(
            """
            INSERT INTO incident_correction (id, update_id, seq, kind, body, wrong, deliver_notifications, created_at)
            VALUES (@Id, @updateId, @seq, @kind, @Body, @Wrong, @deliver, @CreatedAt)
            """,
            new
            {
                correction.Id, updateId = update.Id, seq = update.Corrections.Count + 1, kind = correction.Kind.Wire(), correction.Body, correction.Wrong,
                deliver = correction.DeliverNotifications ? 1L : 0, correction.CreatedAt,
            });
        foreach (var change in correction.Changes)
        {
            await session.Execute(
                "INSERT INTO incident_correction_change (correction_id, field, was, became) VALUES (@Id, @field, @Was, @Became)",
                new { correction.Id, field = change.Fact.Wire(), change.Was, change.Became });
        }
    }

    public static async Task Attach(DbSession session, string id, IReadOnlyList<string> componentIds)
    {
        foreach (var componentId in componentIds)
        {
            await session.Execute("INSERT INTO incident_component (incident_id, component_id) VALUES (@id, @componentId) ON CONFLICT DO NOTHING", new { id, componentId });
        }
    }

    public static async Task Detach(DbSession session, string id, IReadOnlyList<string> componentIds)
    {
        foreach (var componentId in componentIds)
        {
            await session.Execute("DELETE FROM incident_component WHERE incident_id = @id AND component_id = @componentId", new { id, componentId });
        }
    }

    private sealed class NameRow
    {
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
    }
}
