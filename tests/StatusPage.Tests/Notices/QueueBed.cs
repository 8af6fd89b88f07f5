using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Notices;

/// <summary>The queue without its loops: a test plans, claims and records by itself, so that every order of things can be had.</summary>
internal sealed class QueueBed : IDisposable
{
    private readonly TestDatabase test;
    private readonly NoticePlanner planner;
    private readonly IncidentService incidents;

    private QueueBed(TestDatabase test)
    {
        this.test = test;
        planner = new(test.Database, test.Signal, test.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<NoticePlanner>.Instance);
        incidents = new(test.Database, [], [], new(TimeSpan.FromMinutes(30)), test.Audit, test.Clock);
    }

    public TestDatabase Test => test;

    public Node Node { get; } = Node.New();

    public static async Task<QueueBed> Create() => new(await TestDatabase.Create());

    /// <summary>A confirmed reader of everything.</summary>
    public Task<string> Reader(string id) => test.Database.Write(async session =>
    {
        var address = EmailAddress.Parse($"{id}@example.com", "email");
        await SubscriptionStore.Insert(session, SubscriptionRules.New(address, SubscriptionScope.All, "en", test.Clock.Now()) with { Id = id, State = SubscriptionState.Active }, address.Key);
        return id;
    });

    public async Task<Incident> Outage(string name = "It is down", bool plan = true)
    {
        var incident = await incidents.Open(new() { Name = name }, new() { Status = IncidentStatus.Investigating, Body = "It is down." }, Actor.System);
        if (plan)
        {
            await Plan();
        }

        return incident;
    }

    /// <summary>Posts an update, plans it, and returns its notice.</summary>
    public async Task<Notice> Post(Incident incident, IncidentStatus status, bool plan = true)
    {
        await incidents.Post(incident.Id, new() { Status = status, Body = $"It is {status}." }, Actor.System);
        if (plan)
        {
            await Plan();
        }

        return await Notices(incident) is [.., var last] ? last : null!;
    }

    public Task Plan() => planner.PlanAll(CancellationToken.None);

    /// <summary>Plans one chunk of so many readers.</summary>
    public Task<bool> PlanChunk(int size) => test.Database.Write(async session =>
    {
        await NoticeStore.CreateDue(session, test.Clock.Now());
        if (await NoticeStore.NextToPlan(session) is not var (notice, cursor))
        {
            return false;
        }

        await NoticeStore.PlanChunk(session, notice, cursor, await NoticeStore.AudienceOf(session, notice), size, test.Clock.Now());
        return true;
    });

    public Task<IReadOnlyList<Notice>> Notices(Incident incident) =>
        test.Database.Read(session => NoticeStore.Where(session, "n.incident_id = @Id", new { incident.Id }));

    /// <summary>Claims as a lane does. Of the recovery's and the fresh lane, what they would claim next.</summary>
    public Task<IReadOnlyList<Claim>> Claim(Lane lane, int limit = 100) => test.Database.Write(session =>
        DeliveryStore.Claim(session, lane, limit, new(Node.Name, test.Clock.Now())));

    public Task Record(Claim claim, DeliveryState state, bool uncertain = false) => test.Database.Write(session => DeliveryStore.Record(
        session, [new(claim, state, claim.Attempts + 1, state == DeliveryState.Waiting ? test.Clock.Now().AddMinutes(1) : null, "said", uncertain)], Node, test.Clock.Now()));

    public Task PutBack(Claim claim) => test.Database.Write(session => DeliveryStore.Record(session, [Outcome.PutBack(claim, test.Clock.Now())], Node, test.Clock.Now()));

    /// <summary>Sends to everybody what is queued.</summary>
    public async Task Accept(Lane lane)
    {
        foreach (var claim in await Claim(lane))
        {
            await Record(claim, DeliveryState.Accepted);
        }
    }

    public Task<string?> State(Notice notice, string reader) => test.Database.Read(session => session.First<string>(
        "SELECT state FROM delivery WHERE notice_id = @Id AND subscription_id = @reader", new { notice.Id, reader }));

    public Task<Ledger> Ledger(Incident incident) => test.Database.Read(session => LedgerStore.Of(session, incident.Id));

    public void Dispose()
    {
        planner.Dispose();
        test.Dispose();
    }
}
