using StatusPage.Platform.Settings;

namespace StatusPage.Promises;

/// <param name="Report">By when after the recovery the final report is promised, where the operator says nothing else.</param>
/// <param name="DeadMan">How long after an unkept promise of the next update the service speaks itself; the promise is then broken.</param>
internal sealed record PromiseOptions(TimeSpan Report, TimeSpan DeadMan)
{
    public static PromiseOptions From(IConfiguration configuration) => new(
        Setting.Duration(configuration, "Promises:Report", TimeSpan.FromDays(14)),
        Setting.Duration(configuration, "Promises:DeadMan", TimeSpan.FromMinutes(15)));
}
