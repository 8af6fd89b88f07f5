using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Jobs;

namespace StatusPage.Operators;

/// <summary>Deletes sessions and set-up links that are over.</summary>
internal sealed class ForgetSessionsJob(Database database, TimeProvider time) : IBackgroundJob
{
    public static string Name => "forget-sessions";

    public static TimeSpan Every => TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancellation) =>
        database.Write(async session =>
        {
            await SessionStore.DeleteOver(session, time.Now());
            await SetupLinkStore.DeleteOver(session, time.Now());
        }, cancellation);
}
