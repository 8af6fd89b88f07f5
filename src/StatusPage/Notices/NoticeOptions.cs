using StatusPage.Platform;
using StatusPage.Platform.Settings;

namespace StatusPage.Notices;

/// <summary>How notices are sent.</summary>
/// <param name="Retries">When a delivery that was put off is tried again.</param>
/// <param name="Workers">How many messages are under way at once; as many as the mail server gets connections.</param>
internal sealed record NoticeOptions(RetrySchedule Retries, int Workers)
{
    public static NoticeOptions From(IConfiguration configuration) => new(
        RetrySchedule.From(configuration),
        Setting.Number(configuration, "Mail:Connections", 8, 1, 100));
}

/// <summary>This process among those that share the database: its claims carry this name.</summary>
internal sealed record Node(string Name)
{
    public static Node New() => new(Ids.New());
}
