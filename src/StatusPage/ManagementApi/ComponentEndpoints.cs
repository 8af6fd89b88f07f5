using StatusPage.Components;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.ManagementApi;

internal static class ComponentEndpoints
{
    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet("/pages/{page_id}/components", List);
        write.MapPost("/pages/{page_id}/components", Create);
        read.MapGet("/pages/{page_id}/components/{id}", Get);
        write.MapMethods("/pages/{page_id}/components/{id}", ApiMethods.Change, Change);
        write.MapDelete("/pages/{page_id}/components/{id}", Delete);
    }

    private static async Task<IResult> List(HttpContext http, ComponentService components)
    {
        var paging = Paging.From(http.Request.Query);
        var catalogue = await components.All(http.RequestAborted);
        return ApiJson.Result(paging.Of(ComponentBody.All(catalogue, http.Page())).ToArray());
    }

    private static async Task<IResult> Get(HttpContext http, string id, ComponentService components)
    {
        var catalogue = await components.All(http.RequestAborted);
        return ApiJson.Result(ComponentBody.All(catalogue, http.Page()).FirstOrDefault(c => c.Id == id) ?? throw new NotFoundException("component", id));
    }

    private static async Task<IResult> Create(HttpContext http, ComponentService components)
    {
        var asked = ComponentRequest.From(await RequestBody.Read(http.Request));
        var component = await components.Create(
            asked.Edit(new() { Name = "" }), asked.Status ?? ComponentStatus.Operational, http.User.Actor(), http.RequestAborted);
        return ApiJson.Created(ComponentBody.Of(component, http.Page()));
    }

    private static async Task<IResult> Change(HttpContext http, string id, ComponentService components)
    {
        var asked = ComponentRequest.From(await RequestBody.Read(http.Request));
        var component = await components.Change(id, asked.Edit, asked.Status, http.User.Actor(), http.RequestAborted);
        return ApiJson.Result(ComponentBody.Of(component, http.Page()));
    }

    private static async Task<IResult> Delete(HttpContext http, string id, ComponentService components)
    {
        await components.Delete(id, http.User.Actor(), http.RequestAborted);
        return TypedResults.NoContent();
    }
}

internal sealed record ComponentRequest(Func<ComponentFields, ComponentFields> Edit, ComponentStatus? Status)
{
    public static ComponentRequest From(RequestBody body)
    {
        var fields = body.Object("component").Ignore("id", "page_id", "created_at", "updated_at", "group", "automation_email");
        var status = fields.Word<ComponentStatus>("status");
        var name = fields.Text("name");
        var description = fields.Text("description");
        var group = fields.Text("group_id");
        var position = fields.Number("position");
        var showcase = fields.Truth("showcase");
        var onlyShowIfDegraded = fields.Truth("only_show_if_degraded");
        var start = fields.Day("start_date");
        fields.Done();
        return new(Edit, status);

        ComponentFields Edit(ComponentFields was) => was with
        {
            Name = fields.Has("name") ? name ?? "" : was.Name,
            Description = fields.Has("description") ? description : was.Description,
            GroupId = fields.Has("group_id") ? string.IsNullOrEmpty(group) ? null : group : was.GroupId,
            Position = position ?? was.Position,
            Showcase = showcase ?? was.Showcase,
            OnlyShowIfDegraded = onlyShowIfDegraded ?? was.OnlyShowIfDegraded,
            StartDate = fields.Has("start_date") ? start : was.StartDate,
        };
    }
}

internal sealed record ComponentBody(
    string Id, string PageId, string? GroupId, string CreatedAt, string UpdatedAt, bool Group, string Name, string? Description, int Position,
    string Status, bool Showcase, bool OnlyShowIfDegraded, string? AutomationEmail, string? StartDate)
{
    public static ComponentBody Of(Component component, ApiPage page) => new(
        component.Id, page.Id, component.GroupId, page.Time(component.CreatedAt), page.Time(component.UpdatedAt), false, component.Name,
        component.Fields.Description, component.Position, component.Status.Wire(), component.Fields.Showcase, component.Fields.OnlyShowIfDegraded, null,
        component.Fields.StartDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Groups are rows of this list too, as clients that follow a <c>group_id</c> expect.</summary>
    public static IEnumerable<ComponentBody> All(Catalogue catalogue, ApiPage page) =>
        catalogue.Components.Select(c => Of(c, page)).Concat(catalogue.Groups.Select(g => Of(g, catalogue, page)))
            .OrderBy(c => c.Position).ThenBy(c => c.Id, StringComparer.Ordinal);

    private static ComponentBody Of(ComponentGroup group, Catalogue catalogue, ApiPage page) => new(
        group.Id, page.Id, null, page.Time(group.CreatedAt), page.Time(group.UpdatedAt), true, group.Name, group.Fields.Description, group.Position,
        catalogue.StatusOf(group).Wire(), true, false, null, null);
}
