using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>
/// Turns published updates into notices and notices into deliveries, a chunk a transaction. Killed anywhere, it goes on from the rows. Notices are planned one after
/// the other: when a recovery is planned, everyone whom the outage will still reach has a delivery already and is not forgotten.
/// </summary>
internal sealed class NoticePlanner(Database database, ChangeSignal signal, TimeProvider time, ILogger<NoticePlanner> logger) : Loop(signal, time, logger)
{
    // Large enough that 100,000 take 20 transactions, small enough that a click in the console never waits long for its own.
    private const int Chunk = 5_000;

    private readonly TimeProvider time = time;

    /// <summary>Does all there is to plan now.</summary>
    public async Task PlanAll(CancellationToken cancellation)
    {
        if (!await database.Read(NoticeStore.HasWork, cancellation))
        {
            return;
        }

        await database.Write(session => NoticeStore.CreateDue(session, time.Now()), cancellation);
        while (await database.Write(PlanNext, cancellation))
        {
        }
    }

    protected override async Task<TimeSpan?> Turn(CancellationToken stopping)
    {
        await PlanAll(stopping);
        return null;
    }

    private async Task<bool> PlanNext(DbSession session)
    {
        if (await NoticeStore.NextToPlan(session) is not var (notice, cursor))
        {
            return false;
        }

        var audience = await NoticeStore.AudienceOf(session, notice);
        await NoticeStore.PlanChunk(session, notice, cursor, audience, Chunk, time.Now());
        return true;
    }
}
