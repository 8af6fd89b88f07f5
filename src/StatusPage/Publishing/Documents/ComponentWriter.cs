using System.Globalization;
using System.Text.Json;
using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Sites;

namespace StatusPage.Publishing.Documents;

internal sealed class ComponentWriter(Site site, Catalogue catalogue)
{
    public void Write(Utf8JsonWriter json, Component component)
    {
        json.WriteStartObject();
        json.WriteString("id", component.Id);
        WriteCommon(json, component.Name, component.Status, component.CreatedAt, component.UpdatedAt, component.Position, component.Fields.Description);
        json.WriteBoolean("showcase", component.Fields.Showcase);
        json.WriteString("start_date", StartDate(component));
        json.WriteString("group_id", Group(component));
        json.WriteString("page_id", site.Id);
        json.WriteBoolean("group", false);
        json.WriteBoolean("only_show_if_degraded", component.Fields.OnlyShowIfDegraded);
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, ComponentGroup group)
    {
        json.WriteStartObject();
        json.WriteString("id", group.Id);
        WriteCommon(json, group.Name, catalogue.StatusOf(group), group.CreatedAt, group.UpdatedAt, group.Position, group.Fields.Description);
        json.WriteBoolean("showcase", false);
        json.WriteNull("start_date");
        json.WriteNull("group_id");
        json.WriteString("page_id", site.Id);
        json.WriteBoolean("group", true);
        json.WriteBoolean("only_show_if_degraded", false);
        json.WriteStartArray("components");
        foreach (var member in catalogue.In(group))
        {
            json.WriteStringValue(member.Id);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteForHook(Utf8JsonWriter json, Component component)
    {
        json.WriteStartObject();
        WriteCommon(json, component.Name, component.Status, component.CreatedAt, component.UpdatedAt, component.Position, component.Fields.Description);
        json.WriteBoolean("showcase", component.Fields.Showcase);
        json.WriteString("id", component.Id);
        json.WriteString("page_id", site.Id);
        json.WriteString("group_id", Group(component));
        json.WriteEndObject();
    }

    private void WriteCommon(
        Utf8JsonWriter json, string name, ComponentStatus status, DateTimeOffset createdAt, DateTimeOffset updatedAt, int position, string? description)
    {
        json.WriteString("name", name);
        json.WriteString("status", status.Wire());
        json.WriteTime("created_at", createdAt, site.Zone);
        json.WriteTime("updated_at", updatedAt, site.Zone);
        json.WriteNumber("position", position);
        json.WriteString("description", description);
    }

    /// <summary>Clients look a group up by this id, so one that is gone is not named.</summary>
    private string? Group(Component component) => catalogue.GroupOf(component)?.Id;

    private static string? StartDate(Component component) => component.Fields.StartDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
