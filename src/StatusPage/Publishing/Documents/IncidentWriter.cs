using System.Text.Json;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Reports;

namespace StatusPage.Publishing.Documents;

internal sealed class IncidentWriter(Site site, Catalogue catalogue)
{
    private readonly ComponentWriter components = new(site, catalogue);

    public void Write(Utf8JsonWriter json, Incident incident, PublishedReport? report = null)
    {
        json.WriteStartObject();
        json.WriteString("id", incident.Id);
        WriteCommon(json, incident, report);
        json.WriteTime("started_at", incident.StartedAt, site.Zone);
        json.WriteString("page_id", site.Id);
        WriteUpdates(json, incident, hook: false);
        json.WriteStartArray("components");
        foreach (var component in Attached(incident))
        {
            components.Write(json, component);
        }

        json.WriteEndArray();
        json.WriteNull("reminder_intervals");
        json.WriteEndObject();
    }

    public void WriteForHook(Utf8JsonWriter json, Incident incident, PublishedReport? report = null)
    {
        json.WriteStartObject();
        WriteCommon(json, incident, report);
        json.WriteBoolean("postmortem_ignored", false);
        json.WriteString("postmortem_body", report?.Body);
        json.WriteTime("postmortem_body_last_updated_at", report?.LastAt, site.Zone);
        json.WriteTime("postmortem_published_at", report?.FirstAt, site.Zone);
        json.WriteBoolean("postmortem_notified_subscribers", report is not null);
        json.WriteBoolean("postmortem_notified_twitter", false);
        json.WriteBoolean("backfilled", incident.Backfilled);
        json.WriteNull("scheduled_for");
        json.WriteNull("scheduled_until");
        json.WriteBoolean("scheduled_remind_prior", false);
        json.WriteNull("scheduled_reminded_at");
        json.WriteString("impact_override", incident.Fields.ImpactOverride?.Wire());
        json.WriteBoolean("scheduled_auto_in_progress", false);
        json.WriteBoolean("scheduled_auto_completed", false);
        json.WriteString("id", incident.Id);
        json.WriteString("page_id", site.Id);
        WriteUpdates(json, incident, hook: true);
        json.WriteStartArray("components");
        foreach (var component in Attached(incident))
        {
            components.WriteForHook(json, component);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteCommon(Utf8JsonWriter json, Incident incident, PublishedReport? report)
    {
        json.WriteString("name", incident.Name);
        json.WriteString("status", IsReported(incident, report) ? "postmortem" : incident.Status.Wire());
        json.WriteTime("created_at", incident.CreatedAt, site.Zone);
        json.WriteTime("updated_at", incident.UpdatedAt, site.Zone);
        json.WriteTime("monitoring_at", incident.MonitoringAt, site.Zone);
        json.WriteTime("resolved_at", incident.ResolvedAt, site.Zone);
        json.WriteString("impact", incident.Impact.Wire());
        json.WriteString("shortlink", $"{site.Url}/incidents/{incident.Id}");
    }

    /// <summary>What was reopened and resolved again awaits its report anew.</summary>
    private static bool IsReported(Incident incident, PublishedReport? report) => incident.IsResolved && report?.LastAt >= incident.ResolvedAt;

    private void WriteUpdates(Utf8JsonWriter json, Incident incident, bool hook)
    {
        json.WriteStartArray("incident_updates");
        foreach (var update in incident.Updates.Reverse())
        {
            WriteUpdate(json, update, hook);
        }

        json.WriteEndArray();
    }

    private void WriteUpdate(Utf8JsonWriter json, IncidentUpdate update, bool hook)
    {
        json.WriteStartObject();
        json.WriteString("id", update.Id);
        json.WriteString("status", update.Status.Wire());
        json.WriteString("body", update.Body);
        json.WriteString("incident_id", update.IncidentId);
        json.WriteTime("created_at", update.CreatedAt, site.Zone);
        json.WriteTime("updated_at", update.UpdatedAt, site.Zone);
        json.WriteTime("display_at", update.DisplayAt, site.Zone);
        WriteAffected(json, update);
        json.WriteBoolean("deliver_notifications", update.DeliverNotifications);
        json.WriteNull("custom_tweet");
        if (hook)
        {
            json.WriteBoolean("wants_twitter_update", false);
            json.WriteNull("twitter_updated_at");
        }
        else
        {
            // Never a text: a typed client reads a number here.
            json.WriteNull("tweet_id");
        }

        json.WriteEndObject();
    }

    private static void WriteAffected(Utf8JsonWriter json, IncidentUpdate update)
    {
        if (update.Affected.Count == 0)
        {
            json.WriteNull("affected_components");
            return;
        }

        json.WriteStartArray("affected_components");
        foreach (var affected in update.Affected)
        {
            json.WriteStartObject();
            json.WriteString("code", affected.ComponentId);
            json.WriteString("name", affected.Name);
            json.WriteString("old_status", affected.OldStatus.Wire());
            json.WriteString("new_status", affected.NewStatus.Wire());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private IEnumerable<Component> Attached(Incident incident) =>
        catalogue.Components.Where(c => incident.ComponentIds.Contains(c.Id)).OrderBy(c => c.Position).ThenBy(c => c.Id, StringComparer.Ordinal);
}
