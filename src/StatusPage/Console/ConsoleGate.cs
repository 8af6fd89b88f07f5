using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;

namespace StatusPage.Console;

/// <summary>In front of everything under /console: the headers every answer carries, and words for what went wrong outside a page.</summary>
internal sealed partial class ConsoleGate(RequestDelegate next, SiteOptions options, ILogger<ConsoleGate> logger)
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task Invoke(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = ContentPolicy;
            }

            headers.CacheControl = headers.CacheControl.Count > 0 ? headers.CacheControl : "no-store";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return Task.CompletedTask;
        });
        var most = context.Request.Path.StartsWithSegments(ConsoleModule.UploadPath) ? ConsoleModule.LargestUploadForm : ConsoleModule.LargestForm;
        if (context.Request.ContentLength > most)
        {
            await Answer(context, StatusCodes.Status413PayloadTooLarge, null);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = most;
        }

        try
        {
            if (context.Request is { ContentLength: null, HasFormContentType: true })
            {
                // No browser sends a form without its length. Where it is read first later on, too large would be told as a token that is wrong.
                await context.Request.ReadFormAsync(context.RequestAborted);
            }

            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await Answer(context, StatusOf(e), e);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } && WantsHtml(context.Request))
        {
            await Answer(context, context.Response.StatusCode, null);
        }
    }

    private static int StatusOf(Exception e) => e switch
    {
        AntiforgeryValidationException => StatusCodes.Status400BadRequest,
        InvalidDataException => StatusCodes.Status413PayloadTooLarge,
        _ => ProblemMapping.From(e)?.Status ?? StatusCodes.Status500InternalServerError,
    };

    private async Task Answer(HttpContext context, int status, Exception? e)
    {
        if (status >= 500 && e is not null)
        {
            Log.Failed(logger, e, context.Request.Path);
        }

        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        var texts = Texts.Of<ConsoleTexts>(ConsoleContext.LanguageOf(context.Request, options.DefaultLanguage));
        await context.Response.WriteAsync(ConsoleProblem.Html(texts, status), context.RequestAborted);
    }

    private static bool WantsHtml(HttpRequest request) => request.Headers.Accept.ToString() is "" or "*/*" || request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The console could not answer {Path}.")]
        public static partial void Failed(ILogger logger, Exception e, string path);
    }
}
