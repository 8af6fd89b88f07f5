namespace StatusPage.Components;

/// <summary>From <paramref name="At"/> on, the component was in <paramref name="Status"/>.</summary>
internal sealed record StatusChange(string ComponentId, DateTimeOffset At, ComponentStatus Status);

/// <summary>A status and why it is so since <paramref name="At"/>.</summary>
internal sealed record CausedChange(DateTimeOffset At, ComponentStatus Status, Cause Cause);

/// <summary>Why a status changed: an incident's update, or somebody by hand.</summary>
/// <param name="Kind">incident, maintenance, operator, api_key, command_line, system</param>
/// <param name="Id">The incident's or actor's id.</param>
internal sealed record Cause(string Kind, string? Id);
