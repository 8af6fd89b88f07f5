using StatusPage.Platform;

namespace StatusPage.Notices;

/// <summary>How notices are sent.</summary>
/// <param name="Retries">When a delivery that was put off is tried again.</param>
internal sealed record NoticeOptions(RetrySchedule Retries)
{
    public static NoticeOptions From(IConfiguration configuration) => new(RetrySchedule.From(configuration));
}

/// <summary>This process among those that share the database: its claims carry this name.</summary>
internal sealed record Node(string Name)
{
    public static Node New() => new(Ids.New());
}
