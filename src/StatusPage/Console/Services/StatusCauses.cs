using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Data;

namespace StatusPage.Console.Services;

/// <summary>One change of a component's status, and in words who or what made it.</summary>
/// <param name="At">Since when.</param>
/// <param name="Status">The status since then.</param>
/// <param name="Cause">An incident's name, or somebody's.</param>
/// <param name="IncidentId">The incident to be opened; null when it was none, or one that is deleted.</param>
internal sealed record StatusLine(DateTimeOffset At, ComponentStatus Status, string Cause, string? IncidentId);

internal sealed class StatusCauses(Database database, OperatorService operators, ApiKeys keys, ConsoleContext context)
{
    private const int Shown = 20;

    /// <summary>The last changes of a component, newest first.</summary>
    public async Task<IReadOnlyList<StatusLine>> Of(string componentId, CancellationToken cancellation)
    {
        var (changes, incidents) = await database.Read(async session =>
        {
            var last = await ComponentStore.LastChanges(session, componentId, Shown);
            return (last, await IncidentStore.Names(session, [.. last.Where(c => c.Cause.Kind == "incident").Select(c => c.Cause.Id).OfType<string>().Distinct()]));
        }, cancellation);
        var people = (await operators.All(cancellation)).ToDictionary(o => o.Id, o => o.Name);
        var programs = (await keys.All(cancellation)).ToDictionary(k => k.Id, k => k.Name);
        return
        [
            .. changes.Select(c => c.Cause is { Kind: "incident", Id: { } id } && incidents.TryGetValue(id, out var name)
                ? new StatusLine(c.At, c.Status, name, id)
                : new(c.At, c.Status, Words(c.Cause, people, programs), null)),
        ];
    }

    private string Words(Cause cause, Dictionary<string, string> people, Dictionary<string, string> programs) => cause.Kind switch
    {
        "incident" => context["cause.incident.deleted"],
        "operator" => people.GetValueOrDefault(cause.Id ?? "") ?? context["cause.operator"],
        "api_key" => context["cause.api_key", programs.GetValueOrDefault(cause.Id ?? "") ?? cause.Id],
        "command_line" => context["cause.command_line"],
        _ => context["cause.system"],
    };
}
