using Microsoft.AspNetCore.Mvc;
using StatusPage.Incidents;
using StatusPage.Promises;
using StatusPage.Reports;

namespace StatusPage.Console.Incidents;

/// <summary>The final report: its draft, what is published, and by when it was promised.</summary>
internal sealed class ReportModel(IncidentService incidents, ReportService reports, PromiseService promises) : ConsolePage
{
    [FromRoute]
    public string Id { get; set; } = "";

    public Incident Incident { get; private set; } = null!;

    public ReportBook Book { get; private set; } = null!;

    /// <summary>The promise that stands; null when none does.</summary>
    public Promise? Owed { get; private set; }

    /// <summary>What to go on writing from.</summary>
    public string Body { get; private set; } = "";

    public override async Task Load()
    {
        Incident = await incidents.Get(Id, Cancellation);
        Book = await reports.Get(Id, Cancellation);
        Body = await reports.Draft(Id, Cancellation);
        Owed = (await promises.Of(Id, Cancellation)).LastOrDefault(p => p is { Kind: PromiseKind.Report, IsOpen: true });
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await reports.SaveDraft(Id, Text(ReportService.Field), Actor, Optional("edition"), Cancellation);
        return Done(Here, "done.report.saved");
    }

    public async Task<IActionResult> OnPostPublishAsync()
    {
        await reports.Publish(Id, Text(ReportService.Field), Actor, Optional("edition"), Cancellation);
        return Done(Here, "done.report.published");
    }

    public async Task<IActionResult> OnPostDiscardAsync()
    {
        await reports.DiscardDraft(Id, Actor, Cancellation);
        return Done(Here, "done.report.discarded");
    }

    public async Task<IActionResult> OnPostRevertAsync()
    {
        await reports.Revert(Id, Actor, Cancellation);
        return Done(Here, "done.report.reverted");
    }

    private string Here => $"/console/incidents/{Id}/report";
}
