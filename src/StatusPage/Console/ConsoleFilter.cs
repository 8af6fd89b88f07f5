using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StatusPage.Operators;
using StatusPage.Platform.Problems;

namespace StatusPage.Console;

/// <summary>Marks a page whose forms concern only the person who sends them, so that a viewer may.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FormsForEveryoneAttribute : Attribute;

/// <summary>Around every page: who may only look does not post, and what a capability refuses is said on the page that asked.</summary>
internal sealed class ConsoleFilter(ConsoleContext context, IAuthorizationService authorization) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext selected) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext executing, PageHandlerExecutionDelegate next)
    {
        var http = executing.HttpContext;
        http.Items[typeof(ConsolePage)] = executing.HandlerInstance;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !await MayPost(executing))
        {
            executing.Result = ConsoleProblem.Result(context.Texts, StatusCodes.Status403Forbidden);
            return;
        }

        await context.Load(http.RequestAborted);
        var executed = await next();
        if (executed is { Exception: InvalidInputException or RuleViolationException, ExceptionHandled: false } && executing.HandlerInstance is ConsolePage page)
        {
            var problem = ProblemMapping.From(executed.Exception)!;
            page.Errors = problem.Errors;
            page.Problem = problem.Errors.Count == 0 ? problem.Message : null;
            await page.Load();
            executed.ExceptionHandled = true;
            var result = page.Page();
            result.StatusCode = problem.Status;
            executed.Result = result;
        }

        if (executed.Result is PageResult && http.User.Identity?.IsAuthenticated == true)
        {
            await context.LoadOwed(http.RequestAborted);
        }
    }

    private async Task<bool> MayPost(PageHandlerExecutingContext executing) =>
        executing.HandlerInstance.GetType().IsDefined(typeof(FormsForEveryoneAttribute), inherit: true)
        || (await authorization.AuthorizeAsync(executing.HttpContext.User, Policies.Operator)).Succeeded;
}
