using StatusPage.Incidents;
using StatusPage.Promises;
using StatusPage.Promises.Record;
using StatusPage.Reports;
using StatusPage.Tests.Recovery;

namespace StatusPage.Tests.Reports;

/// <summary>The capability on a database of its own, with an incident whose report it is.</summary>
internal sealed class ReportBed(PlanBed plans) : IDisposable
{
    public PlanBed Plans { get; } = plans;

    public string Id => Plans.Id;

    public ReportService Reports { get; } = new(
        plans.Test.Database, new(new(TimeSpan.FromDays(14), TimeSpan.FromMinutes(15))), plans.Test.Site, new("Example", "https://status.example.com", "Asia/Seoul", ["en", "ko"], "en"),
        plans.Test.Audit, plans.Clock);

    public static async Task<ReportBed> Create() => new(await PlanBed.Create());

    public static async Task<ReportBed> Resolved()
    {
        var bed = await Create();
        await bed.Plans.Resolve();
        return bed;
    }

    public Task<ReportBook> Publish(string body) => Reports.Publish(Id, body, PlanBed.Me);

    public async Task<Promise> Promised() => (await Plans.Promises.Of(Id)).Last(p => p.Kind == PromiseKind.Report);

    /// <summary>What is to be told of the report, oldest first.</summary>
    public async Task<IReadOnlyList<string>> Told() =>
        [.. (await Plans.Test.Database.Read(s => AnnouncementStore.Of(s, [Id])))[Id].Where(a => a.Kind == AnnouncementKind.Report).Select(a => a.SubjectId)];

    public Task<IReadOnlyList<ChainedEntry>> Record() => Plans.Test.Database.Read(s => RecordStore.After(s, 0, 100));

    public void Dispose() => Plans.Dispose();
}
