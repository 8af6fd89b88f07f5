using Microsoft.Extensions.Logging.Abstractions;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Mail;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Throttling;
using StatusPage.Promises;
using StatusPage.Reports;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Notices;

/// <summary>Operators, readers, a mail server and kills, all as a seed has it. What the loops do is done here step by step, so that a history can be had again.</summary>
internal sealed class DebtWorld : IDisposable
{
    private static readonly Actor Me = Actor.System;
    private static readonly SiteOptions Site = new("Example", "https://status.example.com", "Asia/Seoul", ["en", "ko"], "en");
    private static readonly RetrySchedule Retries = RetrySchedule.Parse("1m, 5m, 1h");

    private readonly PromiseOptions promised = new(TimeSpan.FromDays(14), TimeSpan.FromMinutes(15));
    private readonly ComponentService components;
    private readonly IncidentService incidents;
    private readonly IncidentMerging merging;
    private readonly PromiseService promises;
    private readonly ReportService reports;
    private readonly Subscribers subscribers;
    private readonly SubscriptionService subscriptions;
    private readonly LedgerService ledger;
    private readonly NoticePlanner planner;
    private readonly PromiseKeeper[] keepers;
    private readonly List<string> readers = [], services = [];
    private ulong state;
    private Node node = Node.New();
    private int made;

    private DebtWorld(TestDatabase test, ulong seed)
    {
        Test = test;
        state = seed;
        var (database, audit, clock) = (test.Database, test.Audit, test.Clock);
        var book = new PromiseBook(promised);
        var rules = new SubscriptionRules(Site);
        var release = new SubscriptionRelease();
        var throttle = new Throttle(database, test.Site, clock);
        components = new(database, [], audit, clock);
        ledger = new(database, new(clock), audit, clock);
        incidents = new(database, [ledger, new ReportDebt()], [book], new(TimeSpan.FromMinutes(30)), audit, clock);
        merging = new(database, incidents, [book], Site, audit, clock);
        promises = new(database, book, audit, clock);
        reports = new(database, book, test.Site, Site, audit, clock);
        subscriptions = new(database, rules, [release], [new Newcomers()], [release], new(database, [], throttle, audit, clock), throttle, clock);
        subscribers = new(database, rules, subscriptions, audit, clock);
        planner = new(database, test.Signal, clock, NullLogger<NoticePlanner>.Instance);
        keepers = [.. Enumerable.Range(0, 2).Select(_ => new PromiseKeeper(database, promised, test.Signal, clock, NullLogger<PromiseKeeper>.Instance))];
    }

    public TestDatabase Test { get; }

    public TimeSpan DeadMan => promised.DeadMan;

    /// <summary>What was done, for whoever has to find out why.</summary>
    public List<string> Story { get; } = [];

    /// <summary>Those whose server said yes and of whom that was written down.</summary>
    public HashSet<(string Notice, string Reader)> Accepted { get; } = [];

    /// <summary>Those that were sent although they had been accepted.</summary>
    public List<string> SentAgain { get; } = [];

    /// <summary>Incidents that were deleted while somebody was owed a word.</summary>
    public List<string> DeletedUnpaid { get; } = [];

    public static async Task<DebtWorld> Create(ulong seed)
    {
        var world = new DebtWorld(await TestDatabase.Create(), seed);
        for (var i = 0; i < 3; i++)
        {
            world.services.Add((await world.components.Create(new() { Name = $"Service {i}" }, ComponentStatus.Operational, Me)).Id);
        }

        for (var i = 0; i < 6; i++)
        {
            await world.Subscribe();
        }

        return world;
    }

    /// <summary>Something happens. What the house refuses is a thing that happens too.</summary>
    public async Task Step()
    {
        var action = Next(26);
        try
        {
            await (action switch
            {
                0 or 1 => Open(),
                2 or 3 => Post(deliver: true),
                4 => Post(deliver: false),
                5 => Correct(),
                6 or 7 => Resolve(),
                8 => Reopen(),
                9 => MovePromise(),
                10 => Detach(),
                11 => DeleteService(),
                12 => ChangeReader(),
                13 => Unsubscribe(),
                14 => Subscribe(),
                15 => Merge(),
                16 => WriteOff(),
                17 => RetryAll(),
                18 => Delete(),
                19 => Report(),
                20 => Kill(),
                21 or 22 => TimePasses(),
                _ => Send(faults: true),
            });
        }
        catch (Exception e) when (e is RuleViolationException or InvalidInputException or NotFoundException)
        {
            Story.Add($"  refused: {e.Message}");
        }

        await Task.WhenAll(keepers.Select(k => k.KeepWatch(CancellationToken.None)));
    }

    /// <summary>Everything ends well: all is resolved, the server takes what it takes, and time enough passes.</summary>
    public async Task End()
    {
        Story.Add("end");
        await TakeBack();
        foreach (var incident in await Test.Database.Read(IncidentStore.Unresolved))
        {
            await incidents.Post(incident.Id, new() { Status = IncidentStatus.Resolved, Body = "Over." }, Me);
        }

        for (var i = 0; i < 12; i++)
        {
            await Send(faults: false);
            Test.Clock.Advance(TimeSpan.FromHours(1));
        }
    }

    public void Dispose()
    {
        planner.Dispose();
        foreach (var keeper in keepers)
        {
            keeper.Dispose();
        }

        Test.Dispose();
    }

    private async Task Open()
    {
        var hit = services.Where(_ => Next(2) == 0).ToDictionary(s => s, _ => ComponentStatus.MajorOutage);
        var incident = await incidents.Open(new() { Name = $"Incident {++made}" }, new() { Status = IncidentStatus.Investigating, Body = "Down.", Components = hit, DeliverNotifications = Next(5) != 0 }, Me);
        Story.Add($"open {incident.Id} hitting {hit.Count}");
    }

    private Task Post(bool deliver) => On(i => i.IsResolved ? null : "post", i => incidents.Post(i.Id, new() { Status = null, Body = $"News {++made}.", DeliverNotifications = deliver }, Me));

    private Task Correct() => On(_ => "correct", i => incidents.Correct(i.Id, i.Updates[Next(i.Updates.Count)].Id, new($"Right {++made}."), Me));

    private Task Resolve() => On(i => i.IsResolved ? null : "resolve", i => incidents.Post(i.Id, new() { Status = IncidentStatus.Resolved, Body = "Over.", DeliverNotifications = Next(2) == 0, NoReport = Next(2) == 0 }, Me));

    private Task Reopen() => On(i => i is { IsResolved: true, Merged: null } ? "reopen" : null, i => incidents.Post(i.Id, new() { Status = IncidentStatus.Investigating, Body = "Again." }, Me));

    private Task MovePromise() => On(_ => "promise", i => promises.Make(
        i.Id, i.IsResolved ? new(PromiseKind.Report, Later()) : Next(2) == 0 ? new(PromiseKind.Estimate, Later(), "A guess", Confidence.Low) : new(PromiseKind.EstimateBy, Later()), Me));

    private Task Detach() => On(_ => "detach", i => incidents.Change(i.Id, f => f, [], Me, Next(2) == 0 ? "It did not concern that." : null));

    private async Task DeleteService()
    {
        if (services.Count > 1)
        {
            var id = services[Next(services.Count)];
            Story.Add($"delete service {id}");
            await components.Delete(id, Me);
            services.Remove(id);
        }
    }

    private async Task Subscribe()
    {
        var scope = Next(2) == 0 ? SubscriptionScope.All : SubscriptionScope.Of([services[Next(services.Count)]], []);
        readers.Add((await subscribers.Create($"reader{++made}@example.com", scope, "en", skipConfirmation: true, Me)).Id);
        Story.Add($"subscribe {readers[^1]}");
    }

    private async Task ChangeReader()
    {
        var id = readers[Next(readers.Count)];
        Story.Add($"change {id}");
        await subscriptions.Change(id, SubscriptionScope.Of([services[Next(services.Count)]], []), "ko");
    }

    private async Task Unsubscribe()
    {
        var id = readers[Next(readers.Count)];
        Story.Add($"unsubscribe {id}");
        await subscriptions.Unsubscribe(id);
    }

    private Task Merge() => On(_ => "merge", async i =>
    {
        var others = await merging.Candidates(i.Id);
        if (others.Count > 0)
        {
            await merging.Merge(i.Id, others[Next(others.Count)].Id, null, Me);
        }
    });

    private Task WriteOff() => On(_ => "write off", async i =>
    {
        var unpaid = (await ledger.Deliveries(i.Id, new(), 1000)).Where(d => d.IsUnpaid).ToList();
        if (unpaid.Count > 0)
        {
            var line = unpaid[Next(unpaid.Count)];
            await ledger.WriteOff(line.NoticeId, line.SubscriptionId, "They moved away", Me);
        }
    });

    private Task RetryAll() => On(_ => "retry", i => ledger.RetryAll(i.Id, Me));

    private Task Delete() => On(_ => "delete", async i =>
    {
        await planner.PlanAll(CancellationToken.None);
        var owed = (await ledger.Of(i.Id)).Owed;
        await incidents.Delete(i.Id, Me);
        if (owed > 0)
        {
            DeletedUnpaid.Add($"{i.Id} with {owed}");
        }
    });

    private Task Report() => On(_ => "report", i => reports.Publish(i.Id, $"Report {++made}.", Me));

    private Task TimePasses()
    {
        var span = TimeSpan.FromMinutes(Next(4) switch { 0 => 1, 1 => 7, 2 => 50, _ => 400 });
        Story.Add($"{span} passes");
        Test.Clock.Advance(span);
        return Task.CompletedTask;
    }

    /// <summary>Claims, sends some of it, and is gone before anything is written down. Another node takes its place.</summary>
    private async Task Kill()
    {
        Story.Add("kill");
        await planner.PlanAll(CancellationToken.None);
        foreach (var lane in Enum.GetValues<Lane>())
        {
            Note(await Claim(lane, 1 + Next(4)));
        }

        await TakeBack();
    }

    private async Task TakeBack()
    {
        node = Node.New();
        await Test.Database.Write(session => DeliveryStore.TakeBack(session, Test.Clock.Now(), node));
    }

    private async Task Send(bool faults)
    {
        Story.Add(faults ? "send" : "send all");
        await planner.PlanAll(CancellationToken.None);
        var rounds = faults ? 1 + Next(4) : 200;
        for (var sent = true; sent && rounds > 0; rounds--)
        {
            sent = false;
            foreach (var lane in Enum.GetValues<Lane>())
            {
                var claims = await Claim(lane, faults ? 1 + Next(5) : 100);
                Note(claims);
                sent |= claims.Count > 0;
                var outcomes = claims.Select(c => Outcome.Of(c, faults ? Answer() : Kindly(c), Retries, Test.Clock.Now())).ToList();
                await Test.Database.Write(session => DeliveryStore.Record(session, outcomes, node, Test.Clock.Now()));
                foreach (var outcome in outcomes.Where(o => o.State == DeliveryState.Accepted))
                {
                    Accepted.Add((outcome.Claim.Notice.Id, outcome.Claim.SubscriptionId));
                }
            }
        }
    }

    private Task<IReadOnlyList<Claim>> Claim(Lane lane, int limit) =>
        Test.Database.Write(session => DeliveryStore.Claim(session, lane, limit, new(node.Name, Test.Clock.Now())));

    private void Note(IEnumerable<Claim> claims) =>
        SentAgain.AddRange(claims.Where(c => Accepted.Contains((c.Notice.Id, c.SubscriptionId))).Select(c => $"{c.Notice.Kind} to {c.SubscriptionId}"));

    private MailResult Answer() => Next(10) switch
    {
        0 => new MailResult.Deferred(451, null, "later"),
        1 => new MailResult.Refused(550, "5.1.1", "no such user"),
        2 => new MailResult.Unknown("lost after the dot"),
        3 => new MailResult.Dropped("lost before the dot"),
        4 => new MailResult.ServerUnavailable("away"),
        _ => new MailResult.Accepted("queued"),
    };

    /// <summary>One address in four is dead for ever, one in four is put off for ever.</summary>
    private static MailResult Kindly(Claim claim) => (claim.Address[6] % 4) switch
    {
        0 => new MailResult.Refused(550, "5.1.1", "no such user"),
        1 => new MailResult.Deferred(451, null, "later"),
        _ => new MailResult.Accepted("queued"),
    };

    private async Task On(Func<Incident, string?> what, Func<Incident, Task> act)
    {
        var all = await Test.Database.Read(session => IncidentStore.Newest(session, 50));
        if (all.Count > 0 && all[Next(all.Count)] is var incident && what(incident) is { } words)
        {
            Story.Add($"{words} {incident.Id}");
            await act(incident);
        }
    }

    private DateTimeOffset Later() => Test.Clock.Now().AddMinutes(1 + Next(600));

    /// <summary>SplitMix64: the same seed, the same history, on any machine and version.</summary>
    private int Next(int below)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)below);
        }
    }
}
