using StatusPage.Platform.Settings;

namespace StatusPage.Incidents;

/// <param name="NextUpdate">By when the next word is promised where the author of an update says nothing else.</param>
internal sealed record IncidentOptions(TimeSpan NextUpdate)
{
    public static IncidentOptions From(IConfiguration configuration) =>
        new(Setting.Duration(configuration, "Promises:NextUpdate", TimeSpan.FromMinutes(30)));
}
