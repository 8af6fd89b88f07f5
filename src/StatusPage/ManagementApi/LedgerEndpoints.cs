using Microsoft.AspNetCore.Mvc;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.ManagementApi;

/// <summary>Ours, beside Statuspage's: who was told of an incident, what they are still owed, and what an operator does about it.</summary>
internal static class LedgerEndpoints
{
    private const string Ledger = "/pages/{page_id}/incidents/{id}/ledger";

    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet(Ledger, Get);
        read.MapGet($"{Ledger}/deliveries", Deliveries);
        write.MapPost($"{Ledger}/retry", RetryAll);
        write.MapPost($"{Ledger}/deliveries/{{notice_id}}/{{subscription_id}}/retry", Retry);
        write.MapPost($"{Ledger}/deliveries/{{notice_id}}/{{subscription_id}}/write_off", WriteOff);
        // Everybody's address at once, and an audit entry: not for who may only look.
        write.MapGet($"{Ledger}/evidence", (HttpContext http, string id, Evidence evidence) => Export(http, id, evidence, EvidenceForm.Json));
        write.MapGet($"{Ledger}/evidence.csv", (HttpContext http, string id, Evidence evidence) => Export(http, id, evidence, EvidenceForm.Csv));
    }

    private static async Task<IResult> Get(HttpContext http, string id, IncidentService incidents, LedgerService ledgers)
    {
        var incident = await incidents.Get(id, http.RequestAborted);
        return ApiJson.Result(LedgerBody.Of(await ledgers.Of(incident.Id, http.RequestAborted), http.Page()));
    }

    /// <summary>Page after page by key: a last row is asked for with <c>after=NOTICE.SUBSCRIPTION</c>.</summary>
    private static async Task<IResult> Deliveries(HttpContext http, string id, IncidentService incidents, LedgerService ledgers)
    {
        var incident = await incidents.Get(id, http.RequestAborted);
        var query = http.Request.Query;
        var state = query["state"].ToString();
        var after = query["after"].ToString().Split('.');
        new Check()
            .That(state.Length == 0 || Wire<DeliveryState>.TryParse(state, out _), "state", $"must be one of {Wire<DeliveryState>.Allowed}.")
            .That(after is [""] || after.Length == 2 && after.All(Ids.IsWellFormed), "after", "must be the notice_id and the subscription_id of a delivery with a dot between them.")
            .Done();
        var filter = new DeliveryFilter(
            Wire<DeliveryState>.TryParse(state, out var chosen) ? chosen : null, query.Search(),
            query["notice_id"].ToString() is { Length: > 0 } notice ? notice : null,
            after.Length == 2 ? after[1] : null, after.Length == 2 ? after[0] : null);
        var found = await ledgers.Deliveries(incident.Id, filter, Paging.From(query).Limit, http.RequestAborted);
        return ApiJson.Result(found.Select(d => DeliveryBody.Of(d, http.Page())).ToArray());
    }

    private static async Task<IResult> RetryAll(HttpContext http, string id, IncidentService incidents, LedgerService ledgers)
    {
        var incident = await incidents.Get(id, http.RequestAborted);
        return ApiJson.Result(new RetriedBody(await ledgers.RetryAll(incident.Id, http.User.Actor(), http.RequestAborted)));
    }

    private static async Task<IResult> Retry(
        HttpContext http, string id, [FromRoute(Name = "notice_id")] string noticeId, [FromRoute(Name = "subscription_id")] string subscriptionId, LedgerService ledgers)
    {
        await ledgers.Find(id, noticeId, subscriptionId, http.RequestAborted);
        await ledgers.Retry(noticeId, subscriptionId, http.User.Actor(), http.RequestAborted);
        return await One(http, id, noticeId, subscriptionId, ledgers);
    }

    private static async Task<IResult> WriteOff(
        HttpContext http, string id, [FromRoute(Name = "notice_id")] string noticeId, [FromRoute(Name = "subscription_id")] string subscriptionId, LedgerService ledgers)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("write_off");
        var reason = fields.Text("reason");
        fields.Done();
        await ledgers.Find(id, noticeId, subscriptionId, http.RequestAborted);
        await ledgers.WriteOff(noticeId, subscriptionId, reason, http.User.Actor(), http.RequestAborted);
        return await One(http, id, noticeId, subscriptionId, ledgers);
    }

    private static async Task<IResult> One(HttpContext http, string id, string noticeId, string subscriptionId, LedgerService ledgers) =>
        ApiJson.Result(DeliveryBody.Of(await ledgers.Find(id, noticeId, subscriptionId, http.RequestAborted), http.Page()));

    private static async Task<IResult> Export(HttpContext http, string id, Evidence evidence, EvidenceForm form)
    {
        var head = await evidence.Begin(id, form, http.User.Actor(), http.RequestAborted);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"ledger-{head.IncidentId}.{form.Wire()}\"";
        return TypedResults.Stream(
            stream => evidence.Write(head, form, System.IO.Pipelines.PipeWriter.Create(stream, new(leaveOpen: true)), http.RequestAborted),
            form == EvidenceForm.Csv ? "text/csv; charset=utf-8" : "application/json");
    }
}

internal sealed record LedgerBody(
    string State, long Told, long Recovered, long Owed, long Released, long Exhausted, long WrittenOff, IReadOnlyList<UnpaidBody> Unpaid, IReadOnlyList<NoticeBody> Notices)
{
    public static LedgerBody Of(Ledger ledger, ApiPage page) => new(
        ledger.State.Wire(), ledger.Told, ledger.Recovered, ledger.Owed, ledger.Released, ledger.Exhausted, ledger.WrittenOff,
        [.. ledger.Unpaid.Select(r => new UnpaidBody(r.State?.Wire(), r.Code, r.People, r.Words, !r.IsEnded))], [.. ledger.Notices.Select(n => NoticeBody.Of(n, page))]);
}

internal sealed record UnpaidBody(string? State, string? Code, long People, string? Words, bool Owed);

internal sealed record NoticeBody(
    string Id, string Kind, string CreatedAt, long Planned, long Accepted, long Waiting, long Refused, long Exhausted, long Released, long WrittenOff, long Folded, long Bounced)
{
    public static NoticeBody Of(NoticeLine line, ApiPage page) => new(
        line.Id, line.Kind.Wire(), page.Time(line.CreatedAt), line.Planned, line.Accepted, line.Waiting, line.Refused, line.Exhausted, line.Released, line.WrittenOff,
        line.Folded, line.Bounced);
}

internal sealed record DeliveryBody(
    string NoticeId, string Kind, string SubscriptionId, string Address, string State, string CreatedAt, string? DueAt, string? EndedAt, string? Server, string? Words,
    bool FateUnknown, IReadOnlyList<AttemptBody> Attempts)
{
    public static DeliveryBody Of(DeliveryLine line, ApiPage page) => new(
        line.NoticeId, line.Kind.Wire(), line.SubscriptionId, line.Address, line.State.Wire(), page.Time(line.CreatedAt), page.Time(line.DueAt), page.Time(line.EndedAt),
        line.Server, line.Words, line.Uncertain, [.. line.Attempts.Select(a => new AttemptBody(a.Number, page.Time(a.At), a.Outcome, a.Words))]);
}

internal sealed record AttemptBody(int Number, string At, string Outcome, string Words);

internal sealed record RetriedBody(int Retried);
