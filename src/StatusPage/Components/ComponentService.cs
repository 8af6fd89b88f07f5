using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Components;

/// <summary>What operators and programs do with components. Each method is one transaction.</summary>
/// <exception cref="InvalidInputException">A field holds what it may not.</exception>
/// <exception cref="NotFoundException">There is no such component or group.</exception>
internal sealed class ComponentService(Database database, IEnumerable<IGroupDeleted> listeners, AuditStore audit, TimeProvider time)
{
    public Task<Catalogue> All(CancellationToken cancellation = default) => database.Read(ComponentStore.All, cancellation);

    public Task<Component> Get(string id, CancellationToken cancellation = default) => database.Read(session => Get(session, id), cancellation);

    /// <summary>Adds a component; position 0 puts it last among its siblings.</summary>
    public Task<Component> Create(ComponentFields fields, ComponentStatus status, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            await Validate(session, fields);
            var id = Ids.New();
            var position = fields.Position > 0 ? fields.Position : await ComponentStore.NextPosition(session, fields.GroupId);
            await ComponentStore.Insert(session, id, fields with { Position = position }, now);
            await ComponentStore.RecordStatus(session, id, status, new(actor.Kind, actor.Id), now);
            await audit.Append(session, actor, "created", "component", id, fields.Name);
            return await Get(session, id);
        }, cancellation);

    /// <summary>Changes fields by <paramref name="edit"/>, and the status when one is given.</summary>
    public Task<Component> Change(string id, Func<ComponentFields, ComponentFields> edit, ComponentStatus? status, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var component = await Get(session, id);
            var fields = edit(component.Fields);
            if (fields != component.Fields)
            {
                await Validate(session, fields);
                await ComponentStore.Update(session, id, fields, now);
                await audit.Append(session, actor, "updated", "component", id, fields.Name);
            }

            if (status is { } next && next != component.Status)
            {
                await ComponentStore.RecordStatus(session, id, next, new(actor.Kind, actor.Id), now);
                await audit.Append(session, actor, "status_changed", "component", id, $"{component.Status.Wire()} → {next.Wire()}");
            }

            return await Get(session, id);
        }, cancellation);

    /// <summary>Takes it off the page. Its history, its incidents and who was told of them stay.</summary>
    public Task Delete(string id, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var component = await Get(session, id);
            await ComponentStore.Delete(session, id, now);
            await audit.Append(session, actor, "deleted", "component", id, component.Name);
            return component;
        }, cancellation);

    public Task<ComponentGroup> GetGroup(string id, CancellationToken cancellation = default) => database.Read(session => GetGroup(session, id), cancellation);

    /// <summary>Adds a group and moves the named components into it.</summary>
    public Task<ComponentGroup> CreateGroup(GroupFields fields, IReadOnlyList<string> members, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            fields.Validate();
            var id = Ids.New();
            var position = fields.Position > 0 ? fields.Position : await ComponentStore.NextPosition(session, null);
            await ComponentStore.InsertGroup(session, id, fields with { Position = position }, now);
            await Gather(session, id, members, now);
            await audit.Append(session, actor, "created", "component_group", id, fields.Name);
            return await GetGroup(session, id);
        }, cancellation);

    /// <summary>Changes a group; when <paramref name="members"/> is given, those and no others are in it afterwards, in that order.</summary>
    public Task<ComponentGroup> ChangeGroup(string id, Func<GroupFields, GroupFields> edit, IReadOnlyList<string>? members, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var fields = edit((await GetGroup(session, id)).Fields);
            fields.Validate();
            await ComponentStore.UpdateGroup(session, id, fields, now);
            if (members is not null)
            {
                await Gather(session, id, members, now);
            }

            await audit.Append(session, actor, "updated", "component_group", id, fields.Name);
            return await GetGroup(session, id);
        }, cancellation);

    /// <summary>Its members stay, without a group; who wanted to hear of the group goes on hearing of them.</summary>
    public Task<ComponentGroup> DeleteGroup(string id, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var group = await GetGroup(session, id);
            foreach (var listener in listeners)
            {
                await listener.GroupDeleted(session, id);
            }

            await ComponentStore.DeleteGroup(session, id, now);
            await audit.Append(session, actor, "deleted", "component_group", id, group.Name);
            return group;
        }, cancellation);

    /// <summary>Moves one component or group up or down by one place among its siblings; at the end it stays.</summary>
    public Task Move(string id, bool up, Actor actor, CancellationToken cancellation = default) =>
        Change(async (session, now) =>
        {
            var catalogue = await ComponentStore.All(session);
            var siblings = catalogue.Find(id) is { GroupId: { } groupId }
                ? [.. catalogue.Components.Where(c => c.GroupId == groupId).Select(c => c.Id)]
                : catalogue.TopLevel().Select(x => x.Group?.Id ?? x.Component!.Id).ToList();
            var place = siblings.IndexOf(id);
            if (place < 0)
            {
                throw new NotFoundException("component or group", id);
            }

            var other = Math.Clamp(place + (up ? -1 : 1), 0, siblings.Count - 1);
            (siblings[place], siblings[other]) = (siblings[other], siblings[place]);
            await Renumber(session, catalogue, siblings, now);
            await audit.Append(session, actor, up ? "moved_up" : "moved_down", catalogue.Find(id) is null ? "component_group" : "component", id);
            return true;
        }, cancellation);

    private static async Task Renumber(DbSession session, Catalogue catalogue, List<string> order, DateTimeOffset now)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (catalogue.Find(order[i]) is { } component)
            {
                await ComponentStore.Update(session, component.Id, component.Fields with { Position = i + 1 }, now);
            }
            else
            {
                await ComponentStore.UpdateGroup(session, order[i], catalogue.Groups.First(g => g.Id == order[i]).Fields with { Position = i + 1 }, now);
            }
        }
    }

    private static async Task Gather(DbSession session, string groupId, IReadOnlyList<string> members, DateTimeOffset now)
    {
        var catalogue = await ComponentStore.All(session);
        var unknown = members.Where(m => catalogue.Find(m) is null).ToList();
        new Check().That(unknown.Count == 0, "component_group.components", $"names components that do not exist: {string.Join(", ", unknown)}.").Done();
        foreach (var leaving in catalogue.Components.Where(c => c.GroupId == groupId && !members.Contains(c.Id)))
        {
            await ComponentStore.Update(session, leaving.Id, leaving.Fields with { GroupId = null, Position = await ComponentStore.NextPosition(session, null) }, now);
        }

        var position = 0;
        foreach (var id in members.Distinct())
        {
            await ComponentStore.Update(session, id, catalogue.Find(id)!.Fields with { GroupId = groupId, Position = ++position }, now);
        }
    }

    private static async Task Validate(DbSession session, ComponentFields fields)
    {
        fields.Validate("component");
        var groupExists = fields.GroupId is null || await ComponentStore.FindGroup(session, fields.GroupId) is not null;
        new Check().That(groupExists, "component.group_id", $"names a group that does not exist: {fields.GroupId}.").Done();
    }

    private static async Task<Component> Get(DbSession session, string id) => await ComponentStore.Find(session, id) ?? throw new NotFoundException("component", id);

    private static async Task<ComponentGroup> GetGroup(DbSession session, string id) => await ComponentStore.FindGroup(session, id) ?? throw new NotFoundException("component group", id);

    private Task<T> Change<T>(Func<DbSession, DateTimeOffset, Task<T>> work, CancellationToken cancellation) =>
        database.Change(time, work, cancellation);
}
