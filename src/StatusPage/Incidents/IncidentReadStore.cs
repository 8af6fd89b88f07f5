using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Incidents;

/// <summary>Reads incidents with everything said about them: one statement a table, however many incidents.</summary>
internal static class IncidentReadStore
{
    /// <param name="session">Where to read.</param>
    /// <param name="condition">Which, over the alias <c>i</c>; a constant of the store, never somebody's text.</param>
    /// <param name="args">The condition's parameters.</param>
    public static async Task<IReadOnlyList<Incident>> Load(DbSession session, string condition, object args)
    {
        var incidents = await session.Query<IncidentRow>(
            $"""
            SELECT i.id, i.name, i.impact_override, i.effect_cannot, i.effect_can, i.backfilled, i.created_at, i.updated_at,
              i.merged_into, i.merged_at, (SELECT m.name FROM incident m WHERE m.id = i.merged_into) AS merged_name
            FROM incident i WHERE i.deleted_at IS NULL AND {condition} ORDER BY i.created_at DESC, i.id DESC
            """, args);
        if (incidents.Count == 0)
        {
            return [];
        }

        // By their ids, not by the condition again: joined with it, the planner walks the whole past to spare itself a sort.
        var of = new { ids = incidents.Select(i => i.Id) };
        var updates = await session.Query<UpdateRow>(
            """
            SELECT id, incident_id, seq, status, body, created_at, display_at, deliver_notifications, next_update_by
            FROM incident_update WHERE incident_id IN @ids ORDER BY incident_id, seq
            """, of);
        var affected = (await session.Query<AffectedRow>(
            """
            SELECT a.update_id, a.component_id, a.name, a.old_status, a.new_status
            FROM incident_update u JOIN incident_update_component a ON a.update_id = u.id WHERE u.incident_id IN @ids
            """, of)).ToLookup(a => a.UpdateId);
        var corrections = (await session.Query<CorrectionRow>(
            """
            SELECT k.id, k.update_id, k.seq, k.kind, k.body, k.wrong, k.deliver_notifications, k.created_at
            FROM incident_update u JOIN incident_correction k ON k.update_id = u.id WHERE u.incident_id IN @ids
            """, of)).ToLookup(c => c.UpdateId);
        var changes = (await session.Query<ChangeRow>(
            """
            SELECT c.correction_id, c.field, c.was, c.became FROM incident_update u JOIN incident_correction k ON k.update_id = u.id
            JOIN incident_correction_change c ON c.correction_id = k.id WHERE u.incident_id IN @ids
            """, of)).ToLookup(c => c.CorrectionId, c => c.ToChange());
        var recoveries = await RecoveryStore.Of(session, incidents.Select(i => i.Id));
        var attached = (await session.Query<AttachedRow>("SELECT incident_id, component_id FROM incident_component WHERE incident_id IN @ids", of)).ToLookup(x => x.IncidentId);

        var byIncident = updates.ToLookup(u => u.IncidentId, u => u.ToUpdate(affected[u.Id], corrections[u.Id].Select(c => (c.Seq, c.ToCorrection(changes[c.Id]))), recoveries[u.Id]));
        return [.. incidents.Select(i => i.ToIncident([.. byIncident[i.Id]], [.. attached[i.Id].Select(x => x.ComponentId)]))];
    }

    private sealed class IncidentRow
    {
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
        public string? ImpactOverride { get; init; }
        public string? EffectCannot { get; init; }
        public string? EffectCan { get; init; }
        public bool Backfilled { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset UpdatedAt { get; init; }
        public string? MergedInto { get; init; }
        public string? MergedName { get; init; }
        public DateTimeOffset? MergedAt { get; init; }

        public Incident ToIncident(IReadOnlyList<IncidentUpdate> updates, IReadOnlyList<string> componentIds) => new()
        {
            Id = Id, Backfilled = Backfilled, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt, Updates = updates, ComponentIds = componentIds,
            Merged = MergedInto is null ? null : new(MergedInto, MergedName!, MergedAt!.Value),
            Fields = new()
            {
                Name = Name,
                ImpactOverride = ImpactOverride is null ? null : Wire<Impact>.Parse(ImpactOverride),
                EffectCannot = EffectCannot,
                EffectCan = EffectCan,
            },
        };
    }

    private sealed class UpdateRow
    {
        public string Id { get; init; } = "";
        public string IncidentId { get; init; } = "";
        public long Seq { get; init; }
        public string Status { get; init; } = "";
        public string Body { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset DisplayAt { get; init; }
        public bool DeliverNotifications { get; init; }
        public DateTimeOffset? NextUpdateBy { get; init; }

        public IncidentUpdate ToUpdate(
            IEnumerable<AffectedRow> affected, IEnumerable<(long Seq, Correction Correction)> corrections, IEnumerable<StatedRecovery> recoveries) => new()
        {
            Id = Id, IncidentId = IncidentId, Seq = (int)Seq, Status = Wire<IncidentStatus>.Parse(Status), OriginalBody = Body,
            CreatedAt = CreatedAt, DisplayAt = DisplayAt, DeliverNotifications = DeliverNotifications, NextUpdateBy = NextUpdateBy,
            Affected = [.. affected.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => new AffectedComponent(a.ComponentId, a.Name, Wire<ComponentStatus>.Parse(a.OldStatus), Wire<ComponentStatus>.Parse(a.NewStatus)))],
            Corrections = [.. corrections.OrderBy(c => c.Seq).Select(c => c.Correction)],
            Recoveries = [.. recoveries],
        };
    }

    private sealed class AffectedRow
    {
        public string UpdateId { get; init; } = "";
        public string ComponentId { get; init; } = "";
        public string Name { get; init; } = "";
        public string OldStatus { get; init; } = "";
        public string NewStatus { get; init; } = "";
    }

    private sealed class CorrectionRow
    {
        public string Id { get; init; } = "";
        public string UpdateId { get; init; } = "";
        public long Seq { get; init; }
        public string Kind { get; init; } = "";
        public string Body { get; init; } = "";
        public string? Wrong { get; init; }
        public bool DeliverNotifications { get; init; }
        public DateTimeOffset CreatedAt { get; init; }

        public Correction ToCorrection(IEnumerable<FactChange> changes) =>
            new(Id, Body, DeliverNotifications, CreatedAt) { Kind = Wire<CorrectionKind>.Parse(Kind), Wrong = Wrong, Changes = [.. changes.OrderBy(c => c.Fact)] };
    }

    private sealed class ChangeRow
    {
        public string CorrectionId { get; init; } = "";
        public string Field { get; init; } = "";
        public string Was { get; init; } = "";
        public string Became { get; init; } = "";

        public FactChange ToChange() => new(Wire<IncidentFact>.Parse(Field), Was, Became);
    }

    private sealed class AttachedRow
    {
        public string IncidentId { get; init; } = "";
        public string ComponentId { get; init; } = "";
    }
}
