using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Reports;

namespace StatusPage.ManagementApi;

internal static class IncidentEndpoints
{
    private const string Incidents = "/pages/{page_id}/incidents";

    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet(Incidents, List);
        read.MapGet($"{Incidents}/unresolved", Unresolved);
        read.MapGet($"{Incidents}/scheduled", NoMaintenances);
        read.MapGet($"{Incidents}/upcoming", NoMaintenances);
        read.MapGet($"{Incidents}/active_maintenance", NoMaintenances);
        write.MapPost(Incidents, Create);
        read.MapGet($"{Incidents}/{{id}}", Get);
        write.MapMethods($"{Incidents}/{{id}}", ApiMethods.Change, Change);
        write.MapDelete($"{Incidents}/{{id}}", Delete);
        write.MapPost($"{Incidents}/{{id}}/merge", Merge);
        write.MapMethods($"{Incidents}/{{id}}/incident_updates/{{update_id}}", ApiMethods.Change, Correct);
    }

    private static async Task<IResult> List(HttpContext http, Database database, ComponentService components)
    {
        var paging = Paging.From(http.Request.Query);
        var search = http.Request.Query.Search();
        var incidents = await database.Read(session => IncidentStore.Newest(session, paging.Limit, paging.Skip, search), http.RequestAborted);
        return await Result(http, incidents, components);
    }

    private static async Task<IResult> Unresolved(HttpContext http, Database database, ComponentService components)
    {
        var paging = Paging.From(http.Request.Query);
        var incidents = await database.Read(IncidentStore.Unresolved, http.RequestAborted);
        return await Result(http, [.. paging.Of(incidents)], components);
    }

    /// <summary>A page without maintenances: their lists are there, and empty.</summary>
    private static IResult NoMaintenances(HttpContext http)
    {
        _ = Paging.From(http.Request.Query);
        return ApiJson.Result(Array.Empty<IncidentBody>());
    }

    private static async Task<IResult> Get(HttpContext http, string id, IncidentService incidents, ComponentService components) =>
        await Result(http, await incidents.Get(id, http.RequestAborted), components);

    private static async Task<IResult> Create(HttpContext http, IncidentService incidents, ComponentService components, TimeProvider time)
    {
        var asked = IncidentRequest.From(await RequestBody.Read(http.Request), http.Page(), time.Now());
        var incident = await incidents.Open(asked.Edit(new() { Name = "" }), asked.First(), http.User.Actor(), http.RequestAborted);
        return await Result(http, incident, components, StatusCodes.Status201Created);
    }

    /// <summary>Posts an update when there is something to say or a status to change; else only the incident's own fields change.</summary>
    private static async Task<IResult> Change(HttpContext http, string id, IncidentService incidents, ComponentService components, TimeProvider time)
    {
        var asked = IncidentRequest.From(await RequestBody.Read(http.Request), http.Page(), time.Now());
        var was = await incidents.Get(id, http.RequestAborted);
        var incident = asked.Update(was) is { } update
            ? await incidents.Post(id, update, http.User.Actor(), asked.Edit, http.RequestAborted)
            : await incidents.Change(id, asked.Edit, asked.ComponentIds, http.User.Actor(), asked.WhatWasWrong, http.RequestAborted);
        return await Result(http, incident, components);
    }

    /// <summary>Ours: ends it in another. The answer is the one that goes on.</summary>
    private static async Task<IResult> Merge(HttpContext http, string id, IncidentMerging merging, ComponentService components)
    {
        var fields = (await RequestBody.Read(http.Request)).Root().Ignore("api_key", "page_id");
        var (into, body) = (fields.Text("into"), fields.Text("body"));
        fields.Done();
        if (string.IsNullOrEmpty(into))
        {
            throw new InvalidInputException("into", "must be given.");
        }

        return await Result(http, await merging.Merge(id, into, body, http.User.Actor(), http.RequestAborted), components);
    }

    private static async Task<IResult> Delete(HttpContext http, string id, IncidentService incidents, ComponentService components) =>
        await Result(http, await incidents.Delete(id, http.User.Actor(), http.RequestAborted), components);

    /// <summary>A published update is not changed in place: its new wording is a correction, and told.</summary>
    private static async Task<IResult> Correct(HttpContext http, string id, [Microsoft.AspNetCore.Mvc.FromRoute(Name = "update_id")] string updateId, IncidentService incidents)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("incident_update")
            .Ignore("id", "incident_id", "status", "affected_components", "created_at", "updated_at", "custom_tweet", "tweet_id", "twitter_updated_at", "wants_twitter_update");
        var body = fields.Text("body");
        var deliver = fields.Truth("deliver_notifications") ?? true;
        var wrong = fields.Text("what_was_wrong");
        var wording = fields.Truth("wording_only") ?? false;
        if (fields.Moment("display_at", http.Page().Site.Zone) is not null)
        {
            fields.Refuse("display_at", "cannot be changed: when something was said is part of the record.");
        }

        fields.Done();
        if (body is null)
        {
            throw new InvalidInputException("incident_update.body", "must be given.");
        }

        var incident = await incidents.Correct(id, updateId, new(body, deliver, wrong, wording), http.User.Actor(), http.RequestAborted);
        return ApiJson.Result(IncidentUpdateBody.Of(incident.Updates.First(u => u.Id == updateId), http.Page()));
    }

    private static async Task<IResult> Result(HttpContext http, Incident incident, ComponentService components, int status = StatusCodes.Status200OK) =>
        ApiJson.Result(IncidentBody.Of(incident, await components.All(http.RequestAborted), http.Page(), (await Reports(http, [incident])).GetValueOrDefault(incident.Id)), status);

    private static async Task<IResult> Result(HttpContext http, IReadOnlyList<Incident> incidents, ComponentService components)
    {
        var catalogue = await components.All(http.RequestAborted);
        var reports = await Reports(http, incidents);
        return ApiJson.Result(incidents.Select(i => IncidentBody.Of(i, catalogue, http.Page(), reports.GetValueOrDefault(i.Id))).ToArray());
    }

    private static Task<IReadOnlyDictionary<string, PublishedReport>> Reports(HttpContext http, IReadOnlyList<Incident> incidents) =>
        http.RequestServices.GetRequiredService<ReportService>().Published([.. incidents.Select(i => i.Id)], http.RequestAborted);
}
