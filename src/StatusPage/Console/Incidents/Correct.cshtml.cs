using Microsoft.AspNetCore.Mvc;
using StatusPage.Incidents;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Incidents;

internal sealed class CorrectModel(IncidentService incidents) : ConsolePage
{
    [FromRoute]
    public string Id { get; set; } = "";

    [FromRoute]
    public string UpdateId { get; set; } = "";

    public Incident Incident { get; private set; } = null!;

    public IncidentUpdate Update { get; private set; } = null!;

    public override async Task Load()
    {
        Incident = await incidents.Get(Id, Cancellation);
        Update = Incident.Updates.FirstOrDefault(u => u.Id == UpdateId) ?? throw new NotFoundException("update", UpdateId);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var isTypo = Posted("what") == "typo";
        var wrong = Optional("incident_update.what_was_wrong");
        if (!isTypo && wrong is null)
        {
            throw new InvalidInputException("incident_update.what_was_wrong", "must be given.");
        }

        await incidents.Correct(Id, UpdateId, new(Text("incident_update.body"), Wrong: isTypo ? null : wrong, IsWording: isTypo), Actor, Cancellation);
        return Done($"/console/incidents/{Id}#u-{UpdateId}", "done.corrected");
    }
}
