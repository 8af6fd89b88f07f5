using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using StatusPage.Console.Incidents;
using StatusPage.Incidents;
using StatusPage.Mail;
using StatusPage.Notices;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Reports;

namespace StatusPage.Console;

/// <summary>What the pages fetch while they are open, and what they frame.</summary>
internal static class ConsoleEndpoints
{
    /// <summary>Nothing of a mail runs, loads or leads anywhere; its own styles are all it has.</summary>
    private const string MailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

    public static void MapConsoleParts(this IEndpointRouteBuilder app)
    {
        app.MapGet("/console/assets/{name}", (string name, ConsoleAssets assets, HttpContext context) => assets.Serve(name, context)).AllowAnonymous();
        app.MapGet("/console/language/{language}", ChooseLanguage).AllowAnonymous();
        var parts = app.MapGroup("/console").RequireAuthorization(Policies.Viewer);
        parts.MapPost("/preview", Preview).DisableAntiforgery();
        parts.MapGet("/would-be-told", WouldBeTold);
        parts.MapGet("/mail/message/{id}/html", MailHtml);
        parts.MapGet("/incidents/{id}/ledger/evidence.{form:regex(^(csv|json)$)}", Evidence).RequireAuthorization(Policies.Operator);
    }

    private static IResult ChooseLanguage(string language, HttpContext context)
    {
        if (!SiteOptions.KnownLanguages.Contains(language))
        {
            return Results.NotFound();
        }

        context.Response.Cookies.Append(ConsoleContext.LanguageCookie, language, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), Path = "/console", IsEssential = true,
        });
        return Results.LocalRedirect("/console");
    }

    /// <summary>A body as readers will see it.</summary>
    private static async Task<IResult> Preview(HttpContext context, IAntiforgery antiforgery)
    {
        await antiforgery.ValidateRequestAsync(context);
        var body = (await context.Request.ReadFormAsync(context.RequestAborted))["body"].ToString();
        return body.Length > Report.LongestBody
            ? Results.StatusCode(StatusCodes.Status422UnprocessableEntity)
            : Results.Content(Markdown.ToHtml(body), "text/html; charset=utf-8");
    }

    /// <summary>What the button says that tells people.</summary>
    private static async Task<IResult> WouldBeTold(
        Telling telling, [FromQuery] string? incident, [FromQuery(Name = "component")] string[] components, [FromQuery] string? status,
        [FromQuery] string? quiet, [FromQuery] string? backdated, CancellationToken cancellation)
    {
        var known = components.Where(Ids.IsWellFormed).Distinct().ToList();
        var resolves = status == IncidentStatus.Resolved.Wire();
        return Results.Json(new
        {
            words = await telling.Words(Ids.IsWellFormed(incident) ? incident : null, known, quiet is not null, backdated is not null, resolves, cancellation),
        });
    }

    /// <summary>Everybody's address at once: for those who may act. Streamed, as it may be long.</summary>
    private static async Task<IResult> Evidence(string id, string form, Evidence evidence, HttpContext context)
    {
        var chosen = Wire<EvidenceForm>.Parse(form);
        var head = await evidence.Begin(id, chosen, context.User.Actor(), context.RequestAborted);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"ledger-{id}.{form}\"";
        return TypedResults.Stream(
            stream => evidence.Write(head, chosen, System.IO.Pipelines.PipeWriter.Create(stream, new(leaveOpen: true)), context.RequestAborted),
            chosen == EvidenceForm.Csv ? "text/csv; charset=utf-8" : "application/json");
    }

    private static IResult MailHtml(string id, PickupMailbox mailbox, HttpContext context)
    {
        if (mailbox.Read(id)?.Html is not { } html)
        {
            return Results.NotFound();
        }

        context.Response.Headers.ContentSecurityPolicy = MailPolicy;
        return Results.Content(html, "text/html; charset=utf-8");
    }
}
