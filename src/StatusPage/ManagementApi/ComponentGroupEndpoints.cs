using StatusPage.Components;
using StatusPage.Operators;

namespace StatusPage.ManagementApi;

internal static class ComponentGroupEndpoints
{
    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet("/pages/{page_id}/component-groups", List);
        write.MapPost("/pages/{page_id}/component-groups", Create);
        read.MapGet("/pages/{page_id}/component-groups/{id}", Get);
        write.MapMethods("/pages/{page_id}/component-groups/{id}", ApiMethods.Change, Change);
        write.MapDelete("/pages/{page_id}/component-groups/{id}", Delete);
    }

    private static async Task<IResult> List(HttpContext http, ComponentService components)
    {
        var paging = Paging.From(http.Request.Query);
        var catalogue = await components.All(http.RequestAborted);
        return ApiJson.Result(paging.Of(catalogue.Groups).Select(g => ComponentGroupBody.Of(g, catalogue, http.Page())).ToArray());
    }

    private static async Task<IResult> Get(HttpContext http, string id, ComponentService components) =>
        ApiJson.Result(await Body(http, await components.GetGroup(id, http.RequestAborted), components));

    private static async Task<IResult> Create(HttpContext http, ComponentService components)
    {
        var asked = ComponentGroupRequest.From(await RequestBody.Read(http.Request));
        var group = await components.CreateGroup(asked.Edit(new() { Name = "" }), asked.Members ?? [], http.User.Actor(), http.RequestAborted);
        return ApiJson.Created(await Body(http, group, components));
    }

    private static async Task<IResult> Change(HttpContext http, string id, ComponentService components)
    {
        var asked = ComponentGroupRequest.From(await RequestBody.Read(http.Request));
        var group = await components.ChangeGroup(id, asked.Edit, asked.Members, http.User.Actor(), http.RequestAborted);
        return ApiJson.Result(await Body(http, group, components));
    }

    private static async Task<IResult> Delete(HttpContext http, string id, ComponentService components)
    {
        var catalogue = await components.All(http.RequestAborted);
        var group = await components.DeleteGroup(id, http.User.Actor(), http.RequestAborted);
        return ApiJson.Result(ComponentGroupBody.Of(group, catalogue, http.Page()));
    }

    private static async Task<ComponentGroupBody> Body(HttpContext http, ComponentGroup group, ComponentService components) =>
        ComponentGroupBody.Of(group, await components.All(http.RequestAborted), http.Page());
}

internal sealed record ComponentGroupRequest(Func<GroupFields, GroupFields> Edit, IReadOnlyList<string>? Members)
{
    /// <summary>The description stands beside the wrapper in Statuspage's description, and inside it in what clients send.</summary>
    public static ComponentGroupRequest From(RequestBody body)
    {
        var root = body.Root();
        var fields = body.Object("component_group", "description").Ignore("id", "page_id", "created_at", "updated_at");
        var name = fields.Text("name");
        var members = fields.Texts("components");
        var position = fields.Number("position");
        var inside = fields.Text("description");
        fields.Done();
        var outside = root.Ignore("component_group", "api_key", "page_id").Text("description");
        root.Done();
        return new(Edit, members);

        GroupFields Edit(GroupFields was) => was with
        {
            Name = fields.Has("name") ? name ?? "" : was.Name,
            Description = fields.Has("description") ? inside : root.Has("description") ? outside : was.Description,
            Position = position ?? was.Position,
        };
    }
}

internal sealed record ComponentGroupBody(
    string Id, string PageId, string Name, string? Description, IReadOnlyList<string> Components, int Position, string CreatedAt, string UpdatedAt)
{
    public static ComponentGroupBody Of(ComponentGroup group, Catalogue catalogue, ApiPage page) => new(
        group.Id, page.Id, group.Name, group.Fields.Description, [.. catalogue.In(group).Select(c => c.Id)], group.Position,
        page.Time(group.CreatedAt), page.Time(group.UpdatedAt));
}
