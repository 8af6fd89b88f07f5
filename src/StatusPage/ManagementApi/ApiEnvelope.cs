using Microsoft.AspNetCore.WebUtilities;
using StatusPage.Platform.Problems;

namespace StatusPage.ManagementApi;

/// <summary>
/// What every request under <c>/v1</c> meets before routing: an optional <c>.json</c> at the end is taken off, and an answer that is only a status
/// gets a JSON body. A startup filter, since the framework places routing before the program's own middleware.
/// </summary>
internal sealed partial class ApiEnvelope(ILogger<ApiEnvelope> logger) : IStartupFilter
{
    private const string Suffix = ".json";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(Handle);
        next(app);
    };

    private async Task Handle(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments(ManagementApiModule.Prefix))
        {
            await next(http);
            return;
        }

        var path = http.Request.Path.Value!;
        if (path.EndsWith(Suffix, StringComparison.Ordinal))
        {
            http.Request.Path = path[..^Suffix.Length];
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(http);
        }
#pragma warning disable CA1031 // Whatever it was, a client gets an answer it can read; the log gets the rest.
        catch (Exception e) when (!http.Response.HasStarted && e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            var problem = ProblemMapping.From(e) ?? new(StatusCodes.Status500InternalServerError, "Something is wrong here, not with the request. It is in the log.", []);
            if (problem.Status == StatusCodes.Status500InternalServerError)
            {
                Log.Failed(logger, e, http.Request.Method, http.Request.Path);
            }

            await ErrorBody.Result(problem).ExecuteAsync(http);
            return;
        }

        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } response)
        {
            await ErrorBody.Result(response.StatusCode, $"{ReasonPhrases.GetReasonPhrase(response.StatusCode)}.").ExecuteAsync(http);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
        public static partial void Failed(ILogger logger, Exception e, string method, string path);
    }
}
