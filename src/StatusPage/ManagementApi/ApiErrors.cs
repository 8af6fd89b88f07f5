using StatusPage.Platform.Problems;

namespace StatusPage.ManagementApi;

/// <summary>What went wrong, in both words that clients look for; several complaints are a list, as Statuspage sends them with a 422.</summary>
internal sealed record ErrorBody(object Error, string Message)
{
    public static IResult Result(int status, string message) => ApiJson.Result(new ErrorBody(message, message), status);

    public static IResult Result(Problem problem) => problem.Errors.Count == 0
        ? Result(problem.Status, problem.Message)
        : ApiJson.Result(new ErrorBody(problem.Errors.Select(e => $"{e.Field} {e.Message}").ToArray(), problem.Message), problem.Status);
}

/// <summary>Turns the house's exceptions into answers, for every endpoint of the group.</summary>
internal sealed class ProblemFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (ProblemMapping.From(e) is { } problem)
        {
            if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            {
                context.HttpContext.Response.Headers.RetryAfter = "5";
            }

            return ErrorBody.Result(problem);
        }
    }
}
