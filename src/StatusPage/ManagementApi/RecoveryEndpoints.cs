using StatusPage.Incidents;
using StatusPage.Operators;

namespace StatusPage.ManagementApi;

/// <summary>What was checked before an incident was called over: said afterwards, or said again.</summary>
internal static class RecoveryEndpoints
{
    private const string Statement = "/pages/{page_id}/incidents/{id}/recovery_statement";

    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet(Statement, Get);
        write.MapPut(Statement, Put);
    }

    /// <summary>Every version, newest first; none where nothing was stated.</summary>
    private static async Task<IResult> Get(HttpContext http, string id, IncidentService incidents)
    {
        var incident = await incidents.Get(id, http.RequestAborted);
        var stated = incident.IsResolved ? incident.Latest.Recoveries.Reverse() : [];
        return ApiJson.Result(stated.Select(s => RecoveryStatementBody.Of(s, http.Page())).ToArray());
    }

    private static async Task<IResult> Put(HttpContext http, string id, IncidentService incidents)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("recovery_statement");
        var deliver = fields.Truth("deliver_notifications") ?? true;
        var statement = RecoveryStatementBody.From(fields, http.Page())!;
        var incident = await incidents.StateRecovery(id, statement, deliver, http.User.Actor(), http.RequestAborted);
        return ApiJson.Result(RecoveryStatementBody.Of(incident.Recovery, http.Page()));
    }
}
