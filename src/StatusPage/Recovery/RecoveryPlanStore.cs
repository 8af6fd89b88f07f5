using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Recovery;

/// <summary>The SQL of plans: versions with their steps, how far each step is, and which phases were finished.</summary>
internal static class RecoveryPlanStore
{
    public const int DraftNumber = 0;

    /// <summary>The published plan of each of these incidents that has one, with what its last version changed.</summary>
    public static async Task<IReadOnlyDictionary<string, RecoveryPlan>> Current(DbSession session, IReadOnlyCollection<string> incidentIds)
    {
        if (incidentIds.Count == 0)
        {
            return new Dictionary<string, RecoveryPlan>();
        }

        var versions = await Load(
            session, "v.incident_id IN @incidentIds AND v.number > 0 AND v.number >= (SELECT MAX(m.number) - 1 FROM plan_version m WHERE m.incident_id = v.incident_id)",
            new { incidentIds });
        return Compared(versions).GroupBy(p => p.IncidentId).ToDictionary(g => g.Key, g => g.Last());
    }

    public static async Task<RecoveryPlan?> Current(DbSession session, string incidentId) => (await Current(session, [incidentId])).GetValueOrDefault(incidentId);

    /// <summary>Every published version of an incident's plan, oldest first, and the draft if there is one.</summary>
    public static async Task<(IReadOnlyList<RecoveryPlan> Versions, RecoveryPlan? Draft)> All(DbSession session, string incidentId)
    {
        var all = await Load(session, "v.incident_id = @incidentId", new { incidentId });
        return (Compared([.. all.Where(p => p.Version != DraftNumber)]), all.FirstOrDefault(p => p.Version == DraftNumber));
    }

    public static async Task Insert(DbSession session, RecoveryPlan plan)
    {
        await session.Execute(
            "INSERT INTO plan_version (id, incident_id, number, created_at, author) VALUES (@Id, @IncidentId, @Version, @PublishedAt, @Author)",
            new { plan.Id, plan.IncidentId, plan.Version, plan.PublishedAt, plan.Author });
        foreach (var step in plan.Steps)
        {
            await session.Execute(
                """
                INSERT INTO plan_step (version_id, step_id, number, phase, title, owner, exit_criterion, waits_for, component_ids)
                VALUES (@versionId, @Id, @Number, @phase, @Title, @Owner, @ExitCriterion, @waits, @components)
                """,
                new
                {
                    versionId = plan.Id, step.Id, step.Number, phase = step.Phase.Wire(), step.Title, step.Owner, step.ExitCriterion,
                    waits = string.Join(' ', step.WaitsFor), components = string.Join(' ', step.ComponentIds),
                });
        }
    }

    /// <summary>Whether there was a draft.</summary>
    public static async Task<bool> DeleteDraft(DbSession session, string incidentId)
    {
        var of = new { incidentId, number = DraftNumber };
        await session.Execute("DELETE FROM plan_step WHERE version_id IN (SELECT id FROM plan_version WHERE incident_id = @incidentId AND number = @number)", of);
        return await session.Execute("DELETE FROM plan_version WHERE incident_id = @incidentId AND number = @number", of) > 0;
    }

    /// <summary>Keeps a step's state, unless it is no longer the one it came from.</summary>
    public static async Task<bool> SetState(DbSession session, string incidentId, StepState from, PlanStep step) =>
        await session.Execute(
            """
            INSERT INTO plan_step_state (incident_id, step_id, state, reason, started_at, finished_at, changed_at)
            VALUES (@incidentId, @Id, @state, @Reason, @StartedAt, @FinishedAt, @ChangedAt)
            ON CONFLICT (incident_id, step_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, started_at = excluded.started_at,
              finished_at = excluded.finished_at, changed_at = excluded.changed_at
            WHERE plan_step_state.state = @from
            """,
            new { incidentId, step.Id, state = step.State.Wire(), from = from.Wire(), step.Reason, step.StartedAt, step.FinishedAt, step.ChangedAt }) > 0;

    /// <summary>Remembers that a phase is finished; whether that is news.</summary>
    public static async Task<bool> FinishPhase(DbSession session, string id, RecoveryPlan plan, PlanPhase phase, DateTimeOffset now) =>
        await session.Execute(
            """
            INSERT INTO plan_phase (id, incident_id, phase, since_version, finished_at) VALUES (@id, @IncidentId, @phase, @since, @now)
            ON CONFLICT (incident_id, phase, since_version) DO NOTHING
            """, new { id, plan.IncidentId, phase = phase.Wire(), since = plan.SinceVersion(phase), now }) > 0;

    /// <summary>Which phase an announcement tells of.</summary>
    public static async Task<PlanPhase?> Phase(DbSession session, string id) =>
        await session.Scalar<string?>("SELECT phase FROM plan_phase WHERE id = @id", new { id }) is { } phase ? Wire<PlanPhase>.Parse(phase) : null;

    private static async Task<IReadOnlyList<RecoveryPlan>> Load(DbSession session, string condition, object args)
    {
        var versions = await session.Query<VersionRow>($"SELECT v.id, v.incident_id, v.number, v.created_at, v.author FROM plan_version v WHERE {condition} ORDER BY v.incident_id, v.number", args);
        if (versions.Count == 0)
        {
            return [];
        }

        var steps = (await session.Query<StepRow>(
            """
            SELECT p.version_id, p.step_id, p.number, p.phase, p.title, p.owner, p.exit_criterion, p.waits_for, p.component_ids,
              t.state, t.reason, t.started_at, t.finished_at, t.changed_at,
              (SELECT MIN(w.number) FROM plan_version w JOIN plan_step f ON f.version_id = w.id
                WHERE w.incident_id = v.incident_id AND w.number > 0 AND f.step_id = p.step_id) AS since_version
            FROM plan_step p JOIN plan_version v ON v.id = p.version_id
            LEFT JOIN plan_step_state t ON t.incident_id = v.incident_id AND t.step_id = p.step_id
            WHERE p.version_id IN @ids ORDER BY p.version_id, p.number
            """, new { ids = versions.Select(v => v.Id) })).ToLookup(s => s.VersionId);
        return [.. versions.Select(v => new RecoveryPlan
        {
            Id = v.Id, IncidentId = v.IncidentId, Version = (int)v.Number, PublishedAt = v.CreatedAt, Author = v.Author,
            Steps = [.. steps[v.Id].Select(s => s.ToStep())],
        })];
    }

    private static IReadOnlyList<RecoveryPlan> Compared(IReadOnlyList<RecoveryPlan> versions) =>
        [.. versions.Select((v, i) => i > 0 && versions[i - 1].IncidentId == v.IncidentId ? v with { Changes = PlanDiff.Of(versions[i - 1].Steps, v.Steps) } : v)];

    private sealed class VersionRow
    {
        public string Id { get; init; } = "";
        public string IncidentId { get; init; } = "";
        public long Number { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public string Author { get; init; } = "";
    }

    private sealed class StepRow
    {
        public string VersionId { get; init; } = "";
        public string StepId { get; init; } = "";
        public long Number { get; init; }
        public string Phase { get; init; } = "";
        public string Title { get; init; } = "";
        public string? Owner { get; init; }
        public string? ExitCriterion { get; init; }
        public string WaitsFor { get; init; } = "";
        public string ComponentIds { get; init; } = "";
        public string? State { get; init; }
        public string? Reason { get; init; }
        public DateTimeOffset? StartedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
        public DateTimeOffset? ChangedAt { get; init; }
        public long? SinceVersion { get; init; }

        public PlanStep ToStep() => new()
        {
            Id = StepId, Number = (int)Number, Phase = Wire<PlanPhase>.Parse(Phase), Title = Title, Owner = Owner, ExitCriterion = ExitCriterion,
            WaitsFor = Ids(WaitsFor), ComponentIds = Ids(ComponentIds), SinceVersion = (int)(SinceVersion ?? 0),
            State = State is null ? StepState.NotStarted : Wire<StepState>.Parse(State), Reason = Reason, StartedAt = StartedAt, FinishedAt = FinishedAt, ChangedAt = ChangedAt,
        };

        private static string[] Ids(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
