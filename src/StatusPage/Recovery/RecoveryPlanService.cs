using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Promises;

namespace StatusPage.Recovery;

/// <summary>What operators and programs do with an incident's plan. Each method is one transaction; telling people follows from its commit.</summary>
/// <exception cref="InvalidInputException">A field holds what it may not.</exception>
/// <exception cref="NotFoundException">There is no such incident or step.</exception>
/// <exception cref="RuleViolationException">The present state does not allow it.</exception>
internal sealed class RecoveryPlanService(Database database, PromiseBook promises, AuditStore audit, TimeProvider time)
{
    /// <summary>Draft, published plan and versions; of an incident that has none, an empty book.</summary>
    public Task<PlanBook> Get(string incidentId, CancellationToken cancellation = default) => database.Read(async session =>
    {
        _ = await Incident(session, incidentId);
        return await Book(session, incidentId);
    }, cancellation);

    public async Task<RecoveryPlan?> GetDraft(string incidentId, CancellationToken cancellation = default) => (await Get(incidentId, cancellation)).Draft;

    public async Task<IReadOnlyList<RecoveryPlan>> Versions(string incidentId, CancellationToken cancellation = default) => (await Get(incidentId, cancellation)).Versions;

    /// <summary>Saves the draft in the place of the one there was. It need not be complete, and no reader sees it.</summary>
    /// <param name="incidentId">Whose plan.</param>
    /// <param name="draft">What it is to say.</param>
    /// <param name="actor">Who saves it.</param>
    /// <param name="edition">The <see cref="PlanBook.Edition"/> its author had read, when that matters: if somebody saved or published meanwhile, this is refused.</param>
    /// <param name="cancellation">Of the request.</param>
    public Task<PlanBook> SaveDraft(string incidentId, PlanDraft draft, Actor actor, string? edition = null, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var book = await Open(session, incidentId, edition);
            var plan = await Written(session, book, draft, RecoveryPlanStore.DraftNumber, actor);
            await RecoveryPlanStore.DeleteDraft(session, incidentId);
            await RecoveryPlanStore.Insert(session, plan);
            await audit.Append(session, actor, "saved_draft", "plan", incidentId);
            return await Book(session, incidentId);
        }, cancellation);

    /// <summary>The plan as its page would show it if this were published now; nothing is written.</summary>
    public Task<RecoveryPlan> Preview(string incidentId, PlanDraft draft, CancellationToken cancellation = default) =>
        database.Read(async session =>
        {
            _ = await Incident(session, incidentId);
            var book = await Book(session, incidentId);
            var plan = await Written(session, book, draft, RecoveryPlanStore.DraftNumber, Actor.System);
            var now = book.Published?.Steps.ToDictionary(s => s.Id) ?? [];
            return plan with
            {
                Version = (book.Published?.Version ?? 0) + 1,
                Steps = [.. plan.Steps.Select(s => now.TryGetValue(s.Id, out var was) ? s.AsFarAs(was) : s)],
                Changes = book.Published is { } last ? PlanDiff.Of(last.Steps, plan.Steps) : [],
            };
        }, cancellation);

    /// <summary>Makes the next version of what is given, or of the saved draft, and ends the draft. It is told.</summary>
    public Task<PlanBook> Publish(string incidentId, PlanDraft? draft, Actor actor, string? edition = null, CancellationToken cancellation = default) =>
        database.Change(time, async (session, now) =>
        {
            var book = await Open(session, incidentId, edition);
            var asked = draft ?? (book.Draft is { } saved ? PlanDraft.Of(saved.Steps) : throw new InvalidInputException("plan.steps", "must be given: there is no draft."));
            var plan = await Written(session, book, asked, (book.Published?.Version ?? 0) + 1, actor);
            if (book.Published is { } last && PlanDiff.Of(last.Steps, plan.Steps).Count == 0)
            {
                throw new RuleViolationException($"Version {last.Version} says the same already; there is nothing to publish.");
            }

            await RecoveryPlanStore.DeleteDraft(session, incidentId);
            await RecoveryPlanStore.Insert(session, plan);
            await promises.Keep(session, incidentId, PromiseKind.Plan, now);
            await AnnouncementStore.Add(session, incidentId, AnnouncementKind.Plan, plan.Id, now);
            await audit.Append(session, actor, "published", "plan", incidentId, $"version {plan.Version}");
            var after = await Book(session, incidentId);
            // A new version says itself which phases are behind; that is not told a second time.
            await FinishedPhases(session, after.Published!, now);
            return after;
        }, cancellation);

    public Task<PlanBook> DiscardDraft(string incidentId, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            _ = await Incident(session, incidentId);
            if (await RecoveryPlanStore.DeleteDraft(session, incidentId))
            {
                await audit.Append(session, actor, "discarded_draft", "plan", incidentId);
            }

            return await Book(session, incidentId);
        }, cancellation);

    /// <summary>Says how far a step is. Readers see it at once; a mail goes out only when it finishes its phase.</summary>
    /// <param name="incidentId">Whose plan.</param>
    /// <param name="step">The step's number or id.</param>
    /// <param name="state">How far it is from now on.</param>
    /// <param name="reason">Why it is dropped, or how it failed.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="cancellation">Of the request.</param>
    public Task<RecoveryPlan> SetStep(string incidentId, string step, StepState state, string? reason, Actor actor, CancellationToken cancellation = default) =>
        database.Change(time, async (session, now) =>
        {
            EnsureOpen(await Incident(session, incidentId));
            var plan = await RecoveryPlanStore.Current(session, incidentId) ?? throw new NotFoundException("published plan of incident", incidentId);
            var was = plan.Find(step) ?? throw new NotFoundException("plan step", step);
            var next = plan.With(was, state, reason, now);
            if (!await RecoveryPlanStore.SetState(session, incidentId, was.State, next.Find(was.Id)!))
            {
                throw new RuleViolationException("Somebody changed this step meanwhile. Look at how far it is, then try again.");
            }

            await audit.Append(session, actor, state.Wire(), "plan_step", incidentId, $"step {was.Number}: {was.Title}");
            foreach (var phase in await FinishedPhases(session, next, now))
            {
                await AnnouncementStore.Add(session, incidentId, AnnouncementKind.PlanPhase, phase, now);
            }

            return next;
        }, cancellation);

    /// <summary>Remembers each phase that is finished; gives those of which nobody had heard.</summary>
    private static async Task<IReadOnlyList<string>> FinishedPhases(DbSession session, RecoveryPlan plan, DateTimeOffset now)
    {
        var news = new List<string>();
        foreach (var phase in plan.Phases.Select(p => p.Key).Where(plan.IsFinishedPhase))
        {
            var id = Ids.New();
            if (await RecoveryPlanStore.FinishPhase(session, id, plan, phase, now))
            {
                news.Add(id);
            }
        }

        return news;
    }

    private static async Task<PlanBook> Open(DbSession session, string incidentId, string? edition)
    {
        EnsureOpen(await Incident(session, incidentId));
        var book = await Book(session, incidentId);
        return edition is null || edition == book.Edition
            ? book
            : throw new RuleViolationException("Somebody saved or published this plan meanwhile. Yours is not saved: read theirs in another window first, then save yours again if it still holds.");
    }

    private async Task<RecoveryPlan> Written(DbSession session, PlanBook book, PlanDraft draft, int version, Actor actor)
    {
        var catalogue = await ComponentStore.All(session);
        draft.Validate(version != RecoveryPlanStore.DraftNumber, book.StepIds, catalogue.Components.Select(c => c.Id).ToHashSet());
        return new()
        {
            Id = Ids.New(), IncidentId = book.IncidentId, Version = version, PublishedAt = time.Now(), Author = actor.Name, Steps = draft.InOrder().ToSteps(),
        };
    }

    private static void EnsureOpen(Incident incident)
    {
        incident.EnsureGoesOn();
        if (incident.IsResolved)
        {
            throw new RuleViolationException("The incident is resolved, and its plan stays as it is. Reopen the incident with an update to change the plan.");
        }
    }

    private static async Task<PlanBook> Book(DbSession session, string incidentId)
    {
        var (versions, draft) = await RecoveryPlanStore.All(session, incidentId);
        return new(incidentId, draft, versions);
    }

    private static async Task<Incident> Incident(DbSession session, string id) => await IncidentStore.Find(session, id) ?? throw new NotFoundException("incident", id);
}
