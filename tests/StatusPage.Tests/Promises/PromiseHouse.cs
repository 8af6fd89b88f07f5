using Microsoft.Extensions.Logging.Abstractions;
using StatusPage.Incidents;
using StatusPage.Platform.Audit;
using StatusPage.Promises;
using StatusPage.Promises.Record;

namespace StatusPage.Tests.Promises;

/// <summary>Incidents and their promises on a database, with nothing running by itself.</summary>
internal sealed class PromiseHouse : IDisposable
{
    private readonly TestDatabase test;

    private PromiseHouse(TestDatabase test)
    {
        this.test = test;
        var options = new PromiseOptions(TimeSpan.FromDays(14), TimeSpan.FromMinutes(15));
        var book = new PromiseBook(options);
        Incidents = new(test.Database, [], [book], new(TimeSpan.FromMinutes(30)), test.Audit, test.Clock);
        Service = new(test.Database, book, test.Audit, test.Clock);
        Keeper = new(test.Database, options, test.Signal, test.Clock, NullLogger<PromiseKeeper>.Instance);
        Other = new(test.Database, options, test.Signal, test.Clock, NullLogger<PromiseKeeper>.Instance);
    }

    public IncidentService Incidents { get; }

    public PromiseService Service { get; }

    public PromiseKeeper Keeper { get; }

    /// <summary>The same on another node.</summary>
    public PromiseKeeper Other { get; }

    public TestDatabase Test => test;

    public TestClock Clock => test.Clock;

    public DateTimeOffset Now => test.Clock.GetUtcNow();

    public static async Task<PromiseHouse> Create() => new(await TestDatabase.Create());

    public Task<Incident> Open(params PromiseDraft[] promises) =>
        Incidents.Open(new() { Name = "Fire" }, new() { Status = IncidentStatus.Investigating, Body = "Smoke.", Promises = promises }, Actor.System);

    public Task<Incident> Post(Incident incident, IncidentStatus status = IncidentStatus.Identified, Func<UpdateDraft, UpdateDraft>? with = null)
    {
        var draft = new UpdateDraft { Status = status, Body = "Said." };
        return Incidents.Post(incident.Id, with?.Invoke(draft) ?? draft, Actor.System);
    }

    public Task<Promise> Make(Incident incident, PromiseKind kind, TimeSpan within) => Service.Make(incident.Id, Draft(kind, within), Actor.System);

    public PromiseDraft Draft(PromiseKind kind, TimeSpan within) =>
        new(kind, Now + within, kind == PromiseKind.Estimate ? "a guess" : null, kind == PromiseKind.Estimate ? Confidence.Low : null);

    public async Task<IReadOnlyList<Promise>> Of(Incident incident, PromiseKind kind) => [.. (await Service.Of(incident.Id)).Where(p => p.Kind == kind)];

    public async Task<Promise> Last(Incident incident, PromiseKind kind) => (await Of(incident, kind))[^1];

    public async Task<IReadOnlyList<Announcement>> Told(Incident incident, AnnouncementKind kind) =>
        [.. (await test.Database.Read(session => AnnouncementStore.Of(session, [incident.Id])))[incident.Id].Where(a => a.Kind == kind)];

    public async Task<IReadOnlyList<ChainedEntry>> Record() => await test.Database.Read(session => RecordStore.After(session, 0, 1000));

    public void Dispose()
    {
        Keeper.Dispose();
        Other.Dispose();
        test.Dispose();
    }
}
