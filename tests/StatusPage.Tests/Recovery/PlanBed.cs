using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Audit;
using StatusPage.Promises;
using StatusPage.Recovery;

namespace StatusPage.Tests.Recovery;

/// <summary>The capability on a database of its own, with an incident whose plan it is.</summary>
internal sealed class PlanBed : IDisposable
{
    public static readonly Actor Me = new("operator", "op1", "Ada");

    private PlanBed(TestDatabase test)
    {
        Test = test;
        Components = new(test.Database, [], test.Audit, test.Clock);
        var book = new PromiseBook(new(TimeSpan.FromDays(14), TimeSpan.FromMinutes(15)));
        Incidents = new(test.Database, [], [book], new(TimeSpan.FromMinutes(30)), test.Audit, test.Clock);
        Promises = new(test.Database, book, test.Audit, test.Clock);
        Plans = new(test.Database, book, test.Audit, test.Clock);
    }

    public TestDatabase Test { get; }

    public TestClock Clock => Test.Clock;

    public ComponentService Components { get; }

    public IncidentService Incidents { get; }

    public PromiseService Promises { get; }

    public RecoveryPlanService Plans { get; }

    /// <summary>Of the incident.</summary>
    public string Id { get; private set; } = "";

    public static async Task<PlanBed> Create()
    {
        var bed = new PlanBed(await TestDatabase.Create());
        bed.Id = await bed.Open();
        return bed;
    }

    public async Task<string> Open() =>
        (await Incidents.Open(new() { Name = "A fire" }, new() { Status = IncidentStatus.Investigating, Body = "It burns." }, Me)).Id;

    public Task Resolve() => Incidents.Post(Id, new() { Status = IncidentStatus.Resolved, Body = "Over." }, Me);

    public static PlanDraft Draft(params PlanStepDraft[] steps) => new(steps);

    public static PlanStepDraft Step(string title, PlanPhase phase = PlanPhase.Recovery, params int[] waitsFor) => new() { Title = title, Phase = phase, WaitsFor = waitsFor };

    /// <summary>Power (activation), then network and login (recovery; login waits for the network), then the old site again.</summary>
    public static PlanDraft Four() => Draft(
        Step("Cut the power", PlanPhase.Activation), Step("Move the network"), Step("Start login", PlanPhase.Recovery, 2), Step("Rebuild the site", PlanPhase.Reconstitution));

    public async Task<RecoveryPlan> Publish(PlanDraft draft) => (await Plans.Publish(Id, draft, Me)).Published!;

    public Task<RecoveryPlan> Set(string step, StepState state, string? reason = null) => Plans.SetStep(Id, step, state, reason, Me);

    public Task<long> Version() => Test.Site.Version();

    /// <summary>What is to be told of the plan, oldest first.</summary>
    public async Task<IReadOnlyList<AnnouncementKind>> Told() =>
        [.. (await Test.Database.Read(s => AnnouncementStore.Of(s, [Id])))[Id].Select(a => a.Kind).Where(k => k is AnnouncementKind.Plan or AnnouncementKind.PlanPhase)];

    public void Dispose() => Test.Dispose();
}
