using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Recovery;

namespace StatusPage.Console.Incidents;

/// <summary>The recovery plan of an incident: how far each step is, and the form in which the next version is written.</summary>
internal sealed class PlanModel(IncidentService incidents, RecoveryPlanService plans, ComponentService components, LedgerService ledgers) : ConsolePage
{
    private const int MostListed = 30;

    private PlanForm? form;

    [FromRoute]
    public string Id { get; set; } = "";

    public Incident Incident { get; private set; } = null!;

    public PlanBook Book { get; private set; } = null!;

    public Catalogue Catalogue { get; private set; } = new([], []);

    public PlanForm Form { get; private set; } = new([]);

    /// <summary>What the page would show, when that was asked for.</summary>
    public RecoveryPlan? Preview { get; private set; }

    /// <summary>What was done to the rows, and which button did it: it keeps the focus.</summary>
    public (string Said, string Button)? Arranged { get; private set; }

    /// <summary>How many people a published version is told to.</summary>
    public long People { get; private set; }

    public PlanWords Words => PlanWords.In(Context.Language);

    /// <summary>Whether the form of the plan was sent, and not that of a step.</summary>
    public bool IsWriting => IsPost && Request.Form.ContainsKey(PlanForm.Edition);

    /// <summary>What the form was written on. A page that says that it is out of date is the one to have read it on.</summary>
    public string Edition => IsWriting && Problem is null ? Posted(PlanForm.Edition)! : Book.Edition;

    public override async Task Load()
    {
        Incident = await incidents.Get(Id, Cancellation);
        Book = await plans.Get(Id, Cancellation);
        Catalogue = await components.All(Cancellation);
        People = Incident.IsResolved ? 0 : await ledgers.WouldBeTold(Id, [], quiet: true, resolves: true, Cancellation);
        Form = form ?? (IsWriting ? PlanForm.From(Request.Form) : PlanForm.Of(PlanDraft.Of((Book.Draft ?? Book.Published)?.Steps ?? [])));
        if (Form.Rows.Count == 0)
        {
            Form = Form.WithRow();
        }
    }

    /// <summary>What may come back with a step: all there is, or on a large page what the incident concerns and what was chosen before.</summary>
    public IEnumerable<Component> Choices(PlanRow row) => Catalogue.Components.Where(c =>
        Catalogue.Components.Count <= MostListed || Incident.ComponentIds.Count == 0 || Incident.ComponentIds.Contains(c.Id) || row.Components.Contains(c.Id));

    public string? Wrong(string name) => Errors.Where(e => e.Field == name).Select(e => Context.Say(e.Message)).FirstOrDefault();

    public Task<IActionResult> OnPostAsync() => OnPostSaveAsync();

    public async Task<IActionResult> OnPostSaveAsync()
    {
        await plans.SaveDraft(Id, Written(), Actor, Posted(PlanForm.Edition), Cancellation);
        return Done($"/console/incidents/{Id}/plan", "done.plan.saved");
    }

    public async Task<IActionResult> OnPostPublishAsync()
    {
        var book = await plans.Publish(Id, Written(), Actor, Posted(PlanForm.Edition), Cancellation);
        return Done($"/console/incidents/{Id}/plan", "done.plan.published", book.Published!.Version);
    }

    public async Task<IActionResult> OnPostPreviewAsync()
    {
        Preview = await plans.Preview(Id, Written(), Cancellation);
        return await OnGetAsync();
    }

    public async Task<IActionResult> OnPostDiscardAsync()
    {
        await plans.DiscardDraft(Id, Actor, Cancellation);
        return Done($"/console/incidents/{Id}/plan", "done.plan.discarded");
    }

    public Task<IActionResult> OnPostAddAsync()
    {
        form = PlanForm.From(Request.Form).WithRow();
        Arranged = (Context["plan.added", form.Rows.Count], $"title-{form.Rows.Count}");
        return OnGetAsync();
    }

    /// <summary>Moves a row or takes it out: "up-3", "down-3", "remove-3".</summary>
    public Task<IActionResult> OnPostArrangeAsync()
    {
        var asked = Text("arrange").Split('-');
        var number = asked.Length == 2 && int.TryParse(asked[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var before = PlanForm.From(Request.Form);
        var by = asked[0] == "up" ? -1 : 1;
        form = asked[0] == "remove" ? before.Without(number) : before.Moved(number, by);
        var place = Math.Clamp(number + by, 1, Math.Max(1, before.Rows.Count));
        Arranged = asked[0] == "remove" ? (Context["plan.removed", number], $"title-{Math.Min(number, form.Rows.Count)}") : (Context["plan.moved", number, place], $"{asked[0]}-{place}");
        return OnGetAsync();
    }

    public async Task<IActionResult> OnPostStepAsync()
    {
        if (!Wire<StepState>.TryParse(Text("state"), out var state))
        {
            throw new InvalidInputException("step.state", $"must be one of {Wire<StepState>.Allowed}.");
        }

        var plan = await plans.SetStep(Id, Text("step"), state, Optional("reason"), Actor, Cancellation);
        return Done($"/console/incidents/{Id}/plan", "done.plan.step", plan.Find(Text("step"))!.Number, Words.State(state));
    }

    private PlanDraft Written()
    {
        form = PlanForm.From(Request.Form).Filled();
        return form.ToDraft();
    }
}
