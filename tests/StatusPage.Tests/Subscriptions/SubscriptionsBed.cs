using StatusPage.Components;
using StatusPage.Notices;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Throttling;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Subscriptions;

/// <summary>The capability on a database of its own, and the steps that its tests share.</summary>
internal sealed class SubscriptionsBed : IDisposable
{
    public static readonly Actor Operator = new("operator", "op1", "Operator");

    private readonly TestDatabase test;

    private SubscriptionsBed(TestDatabase test)
    {
        this.test = test;
        var rules = new SubscriptionRules(new SiteOptions("Example", "https://status.example.com", "Asia/Seoul", ["en", "ko"], "en"));
        Replacement = new(test.Database, [], new Throttle(test.Database, test.Site, test.Clock), test.Audit, test.Clock);
        Service = new(test.Database, rules, [Ended], [], [], Replacement, new Throttle(test.Database, test.Site, test.Clock), test.Clock);
        Subscribers = new(test.Database, rules, Service, test.Audit, test.Clock);
        Confirmations = new(test.Database, test.Clock);
        Import = new(test.Database, rules, test.Audit, test.Clock);
        Ledger = new(test.Database, new(test.Clock), test.Audit, test.Clock);
        Forget = new(test.Database, test.Clock);
        Components = new(test.Database, [new GroupScopes()], test.Audit, test.Clock);
    }

    public TestClock Clock => test.Clock;

    public Database Database => test.Database;

    public AuditStore Audit => test.Audit;

    public SiteStore Site => test.Site;

    public SubscriptionService Service { get; }

    public AddressReplacement Replacement { get; }

    public Subscribers Subscribers { get; }

    public Confirmations Confirmations { get; }

    public SubscriptionImport Import { get; }

    public LedgerService Ledger { get; }

    public ForgetUnconfirmedJob Forget { get; }

    public ComponentService Components { get; }

    public EndedSubscriptions Ended { get; } = new();

    public static async Task<SubscriptionsBed> Create() => new(await TestDatabase.Create());

    public Task<RequestOutcome> Ask(string address, SubscriptionScope? scope = null, string language = "en") =>
        Service.Request(address, scope ?? SubscriptionScope.All, language, null);

    /// <summary>What the mailer does: takes what is due and sends it. The tokens by address; null for who got the manage link.</summary>
    public async Task<Dictionary<string, string?>> SendMails()
    {
        var sent = new Dictionary<string, string?>();
        foreach (var wanted in await Confirmations.WantedConfirmations(100))
        {
            sent.Add(wanted.Address, wanted.IsActive ? null : await Confirmations.IssueConfirmationToken(wanted.SubscriptionId));
            await Confirmations.MarkConfirmationSent(wanted.SubscriptionId);
        }

        return sent;
    }

    public async Task<Subscription> Subscribe(string address, SubscriptionScope? scope = null) =>
        await Subscribers.Create(address, scope ?? SubscriptionScope.All, "en", skipConfirmation: true, Operator);

    public async Task<Subscription> Only(string part, SubscriptionState? state = null) =>
        Assert.Single(await Subscribers.Search(new(part, state), 10));

    public async Task<string> Component(string name, string? group = null) =>
        (await Components.Create(new() { Name = name, GroupId = group }, ComponentStatus.Operational, Operator)).Id;

    public async Task<string> Group(string name, params string[] members) =>
        (await Components.CreateGroup(new() { Name = name }, members, Operator)).Id;

    public Task<T> Sql<T>(string sql) => Database.Read(session => session.Scalar<T>(sql));

    public void Dispose() => test.Dispose();
}

/// <summary>Who was said to have ended; on demand it fails, as a broken listener would.</summary>
internal sealed class EndedSubscriptions : ISubscriptionEnded
{
    public List<string> Ids { get; } = [];

    public bool Fails { get; set; }

    public Task Ended(DbSession session, string subscriptionId, DateTimeOffset now)
    {
        Ids.Add(subscriptionId);
        return Fails ? throw new InvalidOperationException("The listener fails.") : Task.CompletedTask;
    }
}
