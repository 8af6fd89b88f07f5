using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Components;

/// <summary>The SQL of components, groups and their status history.</summary>
internal static class ComponentStore
{
    private const string Columns =
        """
        SELECT c.id, c.group_id, c.name, c.description, c.position, c.showcase, c.only_show_if_degraded, c.start_date, c.created_at, c.updated_at,
          (SELECT s.status FROM component_status_change s WHERE s.component_id = c.id ORDER BY s.at DESC, s.seq DESC LIMIT 1) AS status
        FROM component c
        """;

    public static async Task<Catalogue> All(DbSession session)
    {
        var components = await session.Query<ComponentRow>($"{Columns} WHERE c.deleted_at IS NULL ORDER BY c.position, c.id");
        var groups = await session.Query<GroupRow>(
            "SELECT id, name, description, position, created_at, updated_at FROM component_group WHERE deleted_at IS NULL ORDER BY position, id");
        return new([.. components.Select(r => r.ToComponent())], [.. groups.Select(r => r.ToGroup())]);
    }

    public static async Task<Component?> Find(DbSession session, string id) =>
        (await session.First<ComponentRow>($"{Columns} WHERE c.id = @id AND c.deleted_at IS NULL", new { id }))?.ToComponent();

    public static async Task<ComponentGroup?> FindGroup(DbSession session, string id) =>
        (await session.First<GroupRow>(
            "SELECT id, name, description, position, created_at, updated_at FROM component_group WHERE id = @id AND deleted_at IS NULL", new { id }))?.ToGroup();

    /// <summary>Every change since <paramref name="since"/>, and for each component the last one before, oldest first.</summary>
    public static async Task<ILookup<string, StatusChange>> History(DbSession session, DateTimeOffset since)
    {
        var rows = await session.Query<ChangeRow>(
            """
            SELECT s.component_id, s.at, s.status, s.seq FROM component c
            JOIN component_status_change s ON s.component_id = c.id AND s.at >= COALESCE(
              (SELECT MAX(b.at) FROM component_status_change b WHERE b.component_id = c.id AND b.at < @since), @since)
            WHERE c.deleted_at IS NULL
            ORDER BY s.component_id, s.at, s.seq
            """, new { since });
        return rows.Select(r => new StatusChange(r.ComponentId, r.At, Wire<ComponentStatus>.Parse(r.Status))).ToLookup(c => c.ComponentId);
    }

    public static Task Insert(DbSession session, string id, ComponentFields fields, DateTimeOffset now) =>
        session.Execute(
            """
            INSERT INTO component (id, group_id, name, description, position, showcase, only_show_if_degraded, start_date, created_at, updated_at)
            VALUES (@id, @GroupId, @Name, @Description, @Position, @Showcase, @OnlyShowIfDegraded, @StartDate, @now, @now)
            """, Arguments(id, fields, now));

    public static Task Update(DbSession session, string id, ComponentFields fields, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE component SET group_id = @GroupId, name = @Name, description = @Description, position = @Position, showcase = @Showcase,
              only_show_if_degraded = @OnlyShowIfDegraded, start_date = @StartDate, updated_at = @now
            WHERE id = @id AND deleted_at IS NULL
            """, Arguments(id, fields, now));

    public static Task Delete(DbSession session, string id, DateTimeOffset now) =>
        session.Execute("UPDATE component SET deleted_at = @now WHERE id = @id AND deleted_at IS NULL", new { id, now });

    public static Task InsertGroup(DbSession session, string id, GroupFields fields, DateTimeOffset now) =>
        session.Execute(
            "INSERT INTO component_group (id, name, description, position, created_at, updated_at) VALUES (@id, @Name, @Description, @Position, @now, @now)",
            new { id, fields.Name, fields.Description, fields.Position, now });

    public static Task UpdateGroup(DbSession session, string id, GroupFields fields, DateTimeOffset now) =>
        session.Execute(
            "UPDATE component_group SET name = @Name, description = @Description, position = @Position, updated_at = @now WHERE id = @id AND deleted_at IS NULL",
            new { id, fields.Name, fields.Description, fields.Position, now });

    /// <summary>Its members stay, without a group.</summary>
    public static async Task DeleteGroup(DbSession session, string id, DateTimeOffset now)
    {
        await session.Execute("UPDATE component SET group_id = NULL, updated_at = @now WHERE group_id = @id", new { id, now });
        await session.Execute("UPDATE component_group SET deleted_at = @now WHERE id = @id AND deleted_at IS NULL", new { id, now });
    }

    /// <summary>
    /// Records that a component is in <paramref name="status"/> from <paramref name="at"/> on, or from its last change on when a clock
    /// that was put back would have this one come before it.
    /// </summary>
    public static async Task RecordStatus(DbSession session, string id, ComponentStatus status, Cause cause, DateTimeOffset at)
    {
        await session.Execute(
            """
            INSERT INTO component_status_change (component_id, seq, at, status, cause_kind, cause_id)
            SELECT @id, COALESCE(MAX(seq), 0) + 1, CASE WHEN MAX(at) > @at THEN MAX(at) ELSE @at END, @status, @Kind, @causeId FROM component_status_change WHERE component_id = @id
            """, new { id, at, status = status.Wire(), cause.Kind, causeId = cause.Id });
        await session.Execute("UPDATE component SET updated_at = @at WHERE id = @id", new { id, at });
    }

    /// <summary>The last changes of one component with their causes, newest first.</summary>
    public static async Task<IReadOnlyList<CausedChange>> LastChanges(DbSession session, string id, int limit)
    {
        var rows = await session.Query<CausedRow>(
            "SELECT at, status, cause_kind, cause_id FROM component_status_change WHERE component_id = @id ORDER BY seq DESC LIMIT @limit", new { id, limit });
        return [.. rows.Select(r => new CausedChange(r.At, Wire<ComponentStatus>.Parse(r.Status), new(r.CauseKind, r.CauseId)))];
    }

    /// <summary>One past the last position among the siblings of a new component or group.</summary>
    public static Task<int> NextPosition(DbSession session, string? groupId) =>
        groupId is null
            ? session.Scalar<int>(
                """
                SELECT 1 + COALESCE(MAX(position), 0) FROM (
                  SELECT position FROM component WHERE group_id IS NULL AND deleted_at IS NULL
                  UNION ALL SELECT position FROM component_group WHERE deleted_at IS NULL) siblings
                """)
            : session.Scalar<int>("SELECT 1 + COALESCE(MAX(position), 0) FROM component WHERE group_id = @groupId AND deleted_at IS NULL", new { groupId });

    private static object Arguments(string id, ComponentFields fields, DateTimeOffset now) => new
    {
        id, fields.GroupId, fields.Name, fields.Description, fields.Position,
        Showcase = fields.Showcase ? 1L : 0, OnlyShowIfDegraded = fields.OnlyShowIfDegraded ? 1L : 0, fields.StartDate, now,
    };

    private sealed class CausedRow
    {
        public DateTimeOffset At { get; init; }
        public string Status { get; init; } = "";
        public string CauseKind { get; init; } = "";
        public string? CauseId { get; init; }
    }

    private sealed class ComponentRow
    {
        public string Id { get; init; } = "";
        public string? GroupId { get; init; }
        public string Name { get; init; } = "";
        public string? Description { get; init; }
        public long Position { get; init; }
        public bool Showcase { get; init; }
        public bool OnlyShowIfDegraded { get; init; }
        public DateOnly? StartDate { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset UpdatedAt { get; init; }
        public string Status { get; init; } = "";

        public Component ToComponent() => new()
        {
            Id = Id,
            Status = Wire<ComponentStatus>.Parse(Status),
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
            Fields = new()
            {
                Name = Name, Description = Description, GroupId = GroupId, Position = (int)Position,
                Showcase = Showcase, OnlyShowIfDegraded = OnlyShowIfDegraded, StartDate = StartDate,
            },
        };
    }

    private sealed class GroupRow
    {
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
        public string? Description { get; init; }
        public long Position { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset UpdatedAt { get; init; }

        public ComponentGroup ToGroup() => new()
        {
            Id = Id, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt,
            Fields = new() { Name = Name, Description = Description, Position = (int)Position },
        };
    }

    private sealed class ChangeRow
    {
        public string ComponentId { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public string Status { get; init; } = "";
    }
}
