namespace StatusPage.Platform.Audit;

/// <summary>Who did it, as the audit keeps it: an operator, an API key, the command line, or the service itself.</summary>
/// <param name="Kind">operator, api_key, command_line, system</param>
/// <param name="Id">The operator's or key's id; null where there is none.</param>
/// <param name="Name">The name at the time, readable after the operator is gone.</param>
internal sealed record Actor(string Kind, string? Id, string Name)
{
    public static Actor System { get; } = new("system", null, "system");

    public static Actor CommandLine { get; } = new("command_line", null, "command line");
}
