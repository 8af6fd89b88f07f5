using StatusPage.Components;
using StatusPage.Incidents;

namespace StatusPage.Console.Incidents;

/// <summary>The fields that say what was checked before an incident is called over: what they show, and what was posted in them.</summary>
/// <param name="Page">The page they stand on; knows what was posted.</param>
/// <param name="At">Under what name, as the capability names them in its refusals.</param>
/// <param name="Down">What may stay down and wants a reason then.</param>
/// <param name="Former">What was stated before, when it is stated again.</param>
internal sealed record RecoveryForm(ConsolePage Page, string At, IReadOnlyList<(string Id, string Name)> Down, RecoveryStatement? Former = null)
{
    public const string WithUpdate = "incident.recovery";
    public const string Afterwards = "recovery_statement";

    private const string Lost = ".lost";

    public string LostName => At + Lost;

    /// <summary>"no", "yes", or nothing chosen yet.</summary>
    public string? IsLost => Page.Posted(LostName) ?? Former switch { null => null, { IsNothingLost: true } => "no", _ => "yes" };

    public string? FormerLoss => Former is { IsNothingLost: false } former ? former.DataLoss : null;

    public string? Clock(DateTimeOffset? at) => at is { } moment ? LocalTime.Format(moment, Page.Context.Site.Zone) : null;

    public string ReasonName(string componentId) => $"{At}.stays_down.{componentId}";

    public static bool IsFilled(IFormCollection form, string at) =>
        form.Keys.Any(k => k.StartsWith(at + ".", StringComparison.Ordinal) && IncidentForm.Text(form, k).Length > 0);

    /// <summary>The statement as posted, complete or not: the capability says what is missing.</summary>
    /// <param name="form">What was posted.</param>
    /// <param name="at">Under what name.</param>
    /// <param name="isDown">Which components will not work; reasons for others are passed over.</param>
    /// <param name="zone">The page's.</param>
    public static RecoveryStatement Read(IFormCollection form, string at, Func<string, bool> isDown, TimeZoneInfo zone)
    {
        string Text(string name) => IncidentForm.Text(form, $"{at}.{name}");
        DateTimeOffset? Moment(string name) => LocalTime.Parse($"{at}.{name}", Text(name), zone);
        var lost = IncidentForm.Text(form, at + Lost);
        var reasons = $"{at}.stays_down.";
        return new()
        {
            FunctionalityCheckedBy = Text("functionality_checked_by"),
            FunctionalityCheckedHow = Text("functionality_checked_how"),
            DataChecked = Text("data_checked"),
            DataLoss = lost == "no" ? RecoveryStatement.NoLoss : lost == "yes" ? Text("data_loss") : "",
            DataLossFrom = lost == "yes" ? Moment("data_loss_from") : null,
            DataLossUntil = lost == "yes" ? Moment("data_loss_until") : null,
            StaysDown = form.Keys.Where(k => k.StartsWith(reasons, StringComparison.Ordinal) && isDown(k[reasons.Length..]))
                .ToDictionary(k => k[reasons.Length..], k => IncidentForm.Text(form, k), StringComparer.Ordinal),
        };
    }

    /// <summary>What is down after an update, as its form stands.</summary>
    public static Func<string, bool> DownAfter(IReadOnlyDictionary<string, ComponentStatus> chosen, Catalogue catalogue) =>
        id => (chosen.TryGetValue(id, out var status) ? status : catalogue.Find(id)?.Status) is not (null or ComponentStatus.Operational);
}
