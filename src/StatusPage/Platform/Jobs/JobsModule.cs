using Quartz;

namespace StatusPage.Platform.Jobs;

/// <summary>Nothing outside this folder knows the engine: another one takes its place by rewriting this file and <see cref="QuartzJob{T}"/>.</summary>
internal static class JobsModule
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddQuartz()
        .AddQuartzHostedService(options => options.WaitForJobsToComplete = true);

    public static IServiceCollection AddJob<T>(this IServiceCollection services) where T : class, IBackgroundJob => services
        .AddSingleton<T>()
        .AddQuartz(quartz => quartz.ScheduleJob<QuartzJob<T>>(
            trigger => trigger.WithIdentity(T.Name).StartNow().WithSimpleSchedule(s => s.WithInterval(T.Every).RepeatForever()),
            job => job.WithIdentity(T.Name)));
}
