using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Jobs;

namespace StatusPage.Notices;

/// <summary>Renews this node's claims and takes back those of nodes that died.</summary>
internal sealed class LeaseJob(Database database, SoleServer server, Node node, TimeProvider time) : IBackgroundJob
{
    public static string Name => "delivery-leases";

    public static TimeSpan Every => Lease.Length / 3;

    public Task Run(CancellationToken cancellation) =>
        database.Write(async session =>
        {
            var now = time.Now();
            await DeliveryStore.Renew(session, new Lease(node.Name, now));
            if (await DeliveryStore.TakeBack(session, now, server.IsSole ? node : null) > 0)
            {
                session.AddWork();
            }
        }, cancellation);
}
