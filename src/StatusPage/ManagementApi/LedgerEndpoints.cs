using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;

namespace StatusPage.ManagementApi;

/// <summary>Ours, beside Statuspage's: who was told of an incident, and what they are still owed.</summary>
internal static class LedgerEndpoints
{
    public static void Map(RouteGroupBuilder read) => read.MapGet("/pages/{page_id}/incidents/{id}/ledger", Get);

    private static async Task<IResult> Get(HttpContext http, string id, IncidentService incidents, LedgerService ledgers)
    {
        var incident = await incidents.Get(id, http.RequestAborted);
        return ApiJson.Result(LedgerBody.Of(await ledgers.Of(incident.Id, http.RequestAborted), http.Page()));
    }
}

internal sealed record LedgerBody(long Told, long Recovered, long Owed, long Released, long Exhausted, IReadOnlyList<NoticeBody> Notices)
{
    public static LedgerBody Of(Ledger ledger, ApiPage page) => new(
        ledger.Told, ledger.Recovered, ledger.Owed, ledger.Released, ledger.Exhausted, [.. ledger.Notices.Select(n => NoticeBody.Of(n, page))]);
}

internal sealed record NoticeBody(
    string Id, string Kind, string CreatedAt, long Planned, long Accepted, long Waiting, long Refused, long Exhausted, long Released)
{
    public static NoticeBody Of(NoticeLine line, ApiPage page) => new(
        line.Id, line.Kind.Wire(), page.Time(line.CreatedAt), line.Planned, line.Accepted, line.Waiting, line.Refused, line.Exhausted, line.Released);
}
