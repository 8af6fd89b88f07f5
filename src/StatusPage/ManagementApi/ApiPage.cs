using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;

namespace StatusPage.ManagementApi;

/// <summary>The page a request names, and how it writes times.</summary>
internal sealed record ApiPage(Site Site)
{
    public string Id => Site.Id;

    public string Time(DateTimeOffset at) => MomentText.Wire(at, Site.Zone);

    public string? Time(DateTimeOffset? at) => at is { } moment ? Time(moment) : null;
}

/// <summary>Finds the page that the address names; there is only one, and any other id is a 404.</summary>
internal sealed class PageFilter(SiteStore sites) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var site = await sites.Get(http.RequestAborted);
        if (http.GetRouteValue("page_id") is string id && id != site.Id)
        {
            return ErrorBody.Result(StatusCodes.Status404NotFound, $"There is no page {id}.");
        }

        http.Features.Set(new ApiPage(site));
        return await next(context);
    }
}

internal static class ApiPageExtensions
{
    public static ApiPage Page(this HttpContext http) => http.Features.Get<ApiPage>() ?? throw new InvalidOperationException("The page filter did not run.");
}
