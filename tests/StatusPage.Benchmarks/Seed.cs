using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;

namespace StatusPage.Benchmarks;

/// <summary>Fills a database as years of use would.</summary>
internal static class Seed
{
    /// <summary>40 components with 90 days, fifty past incidents and one open, in the database of a program that does not run now.</summary>
    public static async Task Into(string file)
    {
        using var database = new Database(new SqliteDialect(), $"Data Source={file}", new ChangeSignal());
        var components = await Components(database, 40);
        await PastIncidents(database, 50, components);
        await Outage(database, components[0]);
    }

    public static Task Subscribers(Database database, int count, string name = "reader") =>
        database.Write(session => session.Execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
            INSERT INTO subscription (id, channel, address, address_key, language, scope_all, state, created_at)
            SELECT lower(hex(randomblob(6))), 'email', @name || i || '@example.com', @name || i || '@example.com', 'en', 1, 'active', 0 FROM n WHERE @count > 0
            """, new { count, name }));

    /// <summary>As if the incident's first notice had been told to everybody there is, but to those refused whose address begins with a word.</summary>
    public static Task Delivered(Database database, Incident incident, string refused = "nobody") => Planned(database, incident,
        "CASE WHEN s.address LIKE @refused || '%' THEN 'refused' ELSE 'accepted' END", refused);

    /// <summary>As if the incident's first notice waited to be told to everybody who was told of nothing yet.</summary>
    public static Task Waiting(Database database, Incident incident) => Planned(database, incident, "'queued'", "nobody");

    private static Task Planned(Database database, Incident incident, string state, string refused) =>
        database.Write(async session =>
        {
            await NoticeStore.CreateDue(session, TimeProvider.System.Now());
            await session.Execute(
                $"""
                INSERT INTO delivery (notice_id, subscription_id, state, attempts, uncertain, created_at, ended_at, words)
                SELECT n.id, s.id, {state}, 1, 0, n.created_at, n.created_at, '250 2.0.0 Ok: queued as 4bXyZ' FROM notice n CROSS JOIN subscription s
                WHERE n.incident_id = @Id AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.subscription_id = s.id AND d.state = 'accepted') ORDER BY s.id
                """, new { incident.Id, refused });
            await session.Execute("UPDATE notice SET planned_at = created_at, plan_cursor = 'zzz' WHERE incident_id = @Id", new { incident.Id });
        });

    public static async Task<Incident> Outage(Database database, string? componentId = null) =>
        await new IncidentService(database, [], [], new(TimeSpan.FromMinutes(30)), new AuditStore(database, TimeProvider.System), TimeProvider.System).Open(
            new() { Name = "A fire stopped our southern data centre", EffectCannot = "send messages", EffectCan = "pay by card" },
            new()
            {
                Status = IncidentStatus.Investigating, Body = "You may be unable to send messages.", NextUpdateBy = TimeProvider.System.Now().AddMinutes(30),
                Components = componentId is null ? new Dictionary<string, ComponentStatus>() : new() { [componentId] = ComponentStatus.MajorOutage },
            }, Actor.System);

    /// <summary>Components in groups of eight, with a bad hour every few weeks.</summary>
    public static async Task<IReadOnlyList<string>> Components(Database database, int count)
    {
        var service = new ComponentService(database, [], new AuditStore(database, TimeProvider.System), TimeProvider.System);
        var ids = new List<string>();
        string? group = null;
        for (var i = 0; i < count; i++)
        {
            group = i % 8 == 0 ? (await service.CreateGroup(new() { Name = $"Services {i / 8 + 1}" }, [], Actor.System)).Id : group;
            ids.Add((await service.Create(
                new() { Name = $"Component {i + 1}", GroupId = group, StartDate = new(2020, 1, 1) }, ComponentStatus.Operational, Actor.System)).Id);
        }

        var now = TimeProvider.System.Now();
        await database.Write(async session =>
        {
            // Their history is told from its beginning: nothing is recorded before what stands there.
            await session.Execute("DELETE FROM component_status_change");
            for (var i = 0; i < count; i++)
            {
                for (var day = 80 - i % 20; day > 0; day -= 25)
                {
                    await ComponentStore.RecordStatus(session, ids[i], ComponentStatus.PartialOutage, new("system", null), now.AddDays(-day));
                    await ComponentStore.RecordStatus(session, ids[i], ComponentStatus.Operational, new("system", null), now.AddDays(-day).AddMinutes(40));
                }

                await ComponentStore.RecordStatus(session, ids[i], ComponentStatus.Operational, new("system", null), now);
            }
        });
        return ids;
    }

    /// <summary>Resolved incidents, one every twelve hours back from a month ago.</summary>
    public static Task PastIncidents(Database database, int count, IReadOnlyList<string> components) =>
        database.Write(async session =>
        {
            var now = TimeProvider.System.Now();
            for (var i = 0; i < count; i++)
            {
                var at = now.AddDays(-30).AddHours(-12 * i);
                var id = Ids.New();
                await IncidentStore.Insert(session, id, new() { Name = $"Past trouble {i}" }, backfilled: true, at);
                foreach (var (status, seq) in new[] { (IncidentStatus.Investigating, 1), (IncidentStatus.Identified, 2), (IncidentStatus.Resolved, 3) })
                {
                    var update = new UpdateDraft { Status = status, Body = "A few words about it." }.ToUpdate(id, seq, status, at.AddMinutes(20 * seq));
                    await IncidentStore.InsertUpdate(session, update with { Affected = [new(components[i % components.Count], "Component", ComponentStatus.Operational, ComponentStatus.PartialOutage)] });
                }
            }
        });
}
