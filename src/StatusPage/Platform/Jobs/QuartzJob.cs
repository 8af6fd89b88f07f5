using Quartz;

namespace StatusPage.Platform.Jobs;

/// <summary>The engine's side of a job: one run at a time, a failure is logged and does not starve the next run or another job.</summary>
[DisallowConcurrentExecution]
internal sealed partial class QuartzJob<T>(T job, ILogger<T> logger) : IJob where T : class, IBackgroundJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await job.Run(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The service stops; the next start runs the job again.
        }
#pragma warning disable CA1031 // Whatever a job fails with, the next round tries again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, e, T.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The job {Job} failed; it runs again at its next time.")]
        public static partial void Failed(ILogger logger, Exception e, string job);
    }
}
