using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;

namespace StatusPage.Publishing;

/// <summary>
/// Answers everything public by picking finished bytes; what it does not know goes on to the rest of the program. The picking
/// allocates nothing.
/// </summary>
internal sealed class PublicationMiddleware(
    RequestDelegate next, CurrentPublication current, Assets assets, Demand demand, SiteOptions options)
{
    private const string ApiPrefix = "/api/v2/";
    private static readonly StringValues Readable = "GET, HEAD";

    private static readonly Representation MissingDocument = new(
        Body.Quick("""{"error":"not_found","message":"There is nothing at this address."}"""u8.ToArray()), ContentKind.MissingDocument, StatusCodes.Status404NotFound);

    private readonly string[] languages = [.. options.Languages];
    private readonly int fallback = options.Languages.ToList().IndexOf(options.DefaultLanguage);
    private readonly FrozenDictionary<string, string> redirects = options.Languages.ToFrozenDictionary(l => $"/{l}", l => $"/{l}/");

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (current.Publication is { } publication
            && (publication.Answers.TryGetValue(path, out var published) || demand.TryGet(path, publication, out published)))
        {
            return Serve(context, published);
        }

        return assets.Answers.TryGetValue(path, out var asset) ? Serve(context, asset) : Elsewhere(context, path);
    }

    private Task Serve(HttpContext context, Published published)
    {
        var method = context.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
        {
            return Refuse(context, method);
        }

        var place = published.IsNegotiated ? Negotiation.Language(context.Request.Headers.AcceptLanguage, languages, fallback) : 0;
        return published.ByLanguage[place].Write(context, current.ConfirmedAtText);
    }

    private static Task Refuse(HttpContext context, string method)
    {
        if (HttpMethods.IsOptions(method) && IsApi(context.Request.Path.Value!))
        {
            return Preflight(context);
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = Readable;
        return Task.CompletedTask;
    }

    private static Task Preflight(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "GET, HEAD, POST, OPTIONS";
        headers.AccessControlAllowHeaders = "*";
        headers.AccessControlMaxAge = "86400";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task Elsewhere(HttpContext context, string path)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsOptions(method) && IsApi(path))
        {
            await Preflight(context);
            return;
        }

        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            if (redirects.TryGetValue(path, out var location))
            {
                context.Response.Redirect(location + context.Request.QueryString, permanent: true);
                return;
            }

            if (await IsOld(context, path))
            {
                return;
            }
        }

        await next(context);
        if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false, ContentLength: null } && context.GetEndpoint() is null)
        {
            await Missing(context, path);
        }
    }

    /// <summary>Whether it was an old page, and is answered.</summary>
    private async Task<bool> IsOld(HttpContext context, string path)
    {
        if (current.Publication is not { } publication)
        {
            return false;
        }

        try
        {
            if (await demand.Render(path, publication) is not { } published)
            {
                return false;
            }

            await Serve(context, published);
        }
        catch (Exception e) when (e is TooMuchDemandException or DatabaseUnavailableException)
        {
            await Unavailable(context, "This page cannot be read at the moment. The current state is at / as ever.");
        }

        return true;
    }

    private Task Missing(HttpContext context, string path)
    {
        if (current.Publication is not { } publication)
        {
            return Unavailable(context, "The page is being prepared. Please come back in a few seconds.");
        }

        if (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            return MissingDocument.Write(context, default);
        }

        return publication.Missing.ByLanguage[Wanted(context, path)].Write(context, default);
    }

    private int Wanted(HttpContext context, string path)
    {
        var named = Array.FindIndex(languages, l => path.StartsWith($"/{l}/", StringComparison.Ordinal));
        return named >= 0 ? named : Negotiation.Language(context.Request.Headers.AcceptLanguage, languages, fallback);
    }

    private static Task Unavailable(HttpContext context, string text)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "5";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static bool IsApi(string path) => path.StartsWith(ApiPrefix, StringComparison.Ordinal);
}
