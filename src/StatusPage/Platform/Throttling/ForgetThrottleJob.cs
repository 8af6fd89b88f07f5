using StatusPage.Platform.Jobs;

namespace StatusPage.Platform.Throttling;

internal sealed class ForgetThrottleJob(Throttle throttle) : IBackgroundJob
{
    public static string Name => "forget-throttle";

    public static TimeSpan Every => TimeSpan.FromMinutes(10);

    public Task Run(CancellationToken cancellation) => throttle.Forget(cancellation);
}
