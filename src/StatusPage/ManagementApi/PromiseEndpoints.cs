using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Promises;

namespace StatusPage.ManagementApi;

/// <summary>Ours, beside Statuspage's: what was promised of an incident. To make one of a kind that is open moves it.</summary>
internal static class PromiseEndpoints
{
    private const string Promises = "/pages/{page_id}/incidents/{id}/promises";

    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet(Promises, List);
        write.MapPost(Promises, Make);
    }

    private static async Task<IResult> List(HttpContext http, string id, PromiseService promises, TimeProvider time)
    {
        var made = await promises.Of(id, http.RequestAborted);
        return ApiJson.Result(made.Select(p => PromiseBody.Of(p, http.Page(), time.Now())).ToArray());
    }

    private static async Task<IResult> Make(HttpContext http, string id, PromiseService promises, TimeProvider time)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("promise");
        var draft = PromiseBody.Read(fields, http.Page());
        fields.Done();
        var promise = await promises.Make(id, draft!, http.User.Actor(), http.RequestAborted);
        return ApiJson.Result(PromiseBody.Of(promise, http.Page(), time.Now()), StatusCodes.Status201Created);
    }
}
