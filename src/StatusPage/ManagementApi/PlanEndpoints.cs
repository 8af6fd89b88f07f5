using StatusPage.Operators;
using StatusPage.Platform.Problems;
using StatusPage.Recovery;

namespace StatusPage.ManagementApi;

/// <summary>Ours, beside Statuspage's: an incident's recovery plan.</summary>
internal static class PlanEndpoints
{
    private const string Plan = "/pages/{page_id}/incidents/{id}/plan";

    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet(Plan, Get);
        write.MapPut(Plan, Put);
        write.MapDelete($"{Plan}/draft", Discard);
        write.MapPatch($"{Plan}/steps/{{step}}", SetStep);
    }

    private static async Task<IResult> Get(HttpContext http, string id, RecoveryPlanService plans) =>
        Result(http, await plans.Get(id, http.RequestAborted));

    /// <summary>Publishes what is given, or the draft when no steps are; with <c>draft</c> it is only saved.</summary>
    private static async Task<IResult> Put(HttpContext http, string id, RecoveryPlanService plans)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("plan").Ignore("version", "published_at", "published_by", "current_step", "finished", "changes");
        var onlySave = fields.Truth("draft") ?? false;
        var steps = fields.Objects("steps", PlanDraft.MostSteps)?.Select(Step).ToList();
        fields.Done();
        var draft = steps is null ? null : new PlanDraft(steps);
        if (onlySave)
        {
            return Result(http, await plans.SaveDraft(id, draft ?? throw new InvalidInputException("plan.steps", "must be given."), http.User.Actor(), cancellation: http.RequestAborted));
        }

        return Result(http, await plans.Publish(id, draft, http.User.Actor(), cancellation: http.RequestAborted));
    }

    private static async Task<IResult> Discard(HttpContext http, string id, RecoveryPlanService plans) =>
        Result(http, await plans.DiscardDraft(id, http.User.Actor(), http.RequestAborted));

    private static async Task<IResult> SetStep(HttpContext http, string id, string step, RecoveryPlanService plans)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("step");
        var state = fields.Word<StepState>("state");
        var reason = fields.Text("reason");
        fields.Done();
        var plan = await plans.SetStep(id, step, state ?? throw new InvalidInputException("step.state", "must be given."), reason, http.User.Actor(), http.RequestAborted);
        return ApiJson.Result(PlanBody.Of(plan, http.Page()));
    }

    /// <summary>What a step of an answer has beside what can be said of one is passed over, so that an answer can be changed and sent back.</summary>
    private static PlanStepDraft Step(RequestFields fields) => new()
    {
        Id = fields.Ignore("number", "state", "reason", "started_at", "finished_at").Text("id") is { Length: > 0 } id ? id : null,
        Phase = fields.Word<PlanPhase>("phase") ?? PlanPhase.Recovery,
        Title = fields.Text("title") ?? "",
        Owner = fields.Text("owner"),
        WaitsFor = fields.Numbers("waits_for") ?? [],
        ExitCriterion = fields.Text("exit_criterion"),
        ComponentIds = fields.Texts("components") ?? [],
    };

    private static IResult Result(HttpContext http, PlanBook book) => ApiJson.Result(PlanBookBody.Of(book, http.Page()));
}
