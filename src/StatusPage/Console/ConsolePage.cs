using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;

namespace StatusPage.Console;

/// <summary>
/// A page of the console. A handler says what it wants of a capability and does not catch: what the capability refuses comes back as
/// this page with the reason on it and the input kept (<see cref="ConsoleFilter"/>).
/// </summary>
internal abstract class ConsolePage : PageModel
{
    public ConsoleContext Context => HttpContext.RequestServices.GetRequiredService<ConsoleContext>();

    /// <summary>The page that answers a request, for the parts that stand on it.</summary>
    public static ConsolePage? Of(HttpContext http) => http.Items[typeof(ConsolePage)] as ConsolePage;

    /// <summary>What was wrong with single fields.</summary>
    public IReadOnlyList<FieldError> Errors { get; set; } = [];

    /// <summary>What was wrong as a whole.</summary>
    public string? Problem { get; set; }

    protected Actor Actor => User.Actor();

    protected CancellationToken Cancellation => HttpContext.RequestAborted;

    /// <summary>Reads what the page shows; runs for a GET and again before a refused form is shown.</summary>
    public virtual Task Load() => Task.CompletedTask;

    public async Task<IActionResult> OnGetAsync()
    {
        await Load();
        return Page();
    }

    /// <summary>What was posted under a name, when this is a form shown again.</summary>
    public string? Posted(string name) =>
        Request.HasFormContentType && Request.Form.TryGetValue(name, out var value) ? value.ToString() : null;

    public bool IsPost => Request.HasFormContentType;

    protected string Text(string name) => Posted(name)?.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() ?? "";

    protected string? Optional(string name) => Text(name) is { Length: > 0 } text ? text : null;

    protected bool Ticked(string name) => Posted(name) is not null;

    protected static string Query(params (string Name, string? Value)[] parts) =>
        string.Join('&', parts.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));

    /// <summary>Ends a handler: says what was done on the page that follows.</summary>
    protected IActionResult Done(string to, string key, params object?[] values)
    {
        TempData["done"] = Context[key, values];
        return LocalRedirect(to);
    }
}
