using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Promises.Record;

namespace StatusPage.Promises;

/// <summary>
/// The dead man's switch: where the next update was promised and did not come, it breaks the promise and has the service say so, on the page and to everyone who was told.
/// Once for a silence and interval, whichever node comes first.
/// </summary>
internal sealed class PromiseKeeper(Database database, PromiseOptions options, ChangeSignal signal, TimeProvider time, ILogger<PromiseKeeper> logger) : Loop(signal, time, logger)
{
    private readonly TimeProvider time = time;

    /// <summary>Says what there is to say now.</summary>
    public async Task KeepWatch(CancellationToken cancellation)
    {
        foreach (var promise in await database.Read(session => PromiseStore.InSilence(session, time.Now() - options.DeadMan), cancellation))
        {
            if (await database.Read(session => IsDue(session, promise), cancellation) > 0)
            {
                await database.Write(session => Speak(session, promise), cancellation);
            }
        }
    }

    protected override async Task<TimeSpan?> Turn(CancellationToken stopping)
    {
        await KeepWatch(stopping);
        return null;
    }

    /// <summary>The number of the interval to speak for; 0 for none. Those missed while no process ran are not made up for.</summary>
    private async Task<int> IsDue(DbSession session, Promise promise)
    {
        var number = Silence.Number(time.Now() - promise.Due, options.DeadMan);
        return number > await PromiseStore.LastSilence(session, promise.Id) ? number : 0;
    }

    private async Task Speak(DbSession session, Promise promise)
    {
        // Looked at again under the lock of the write: an update may have come meanwhile, or another node.
        var now = time.Now();
        var id = Ids.New();
        if (await IsDue(session, promise) is not (> 0 and var number)
            || (await PromiseStore.InSilence(session, promise.Due)).All(p => p.Id != promise.Id)
            || !await PromiseStore.InsertSilence(session, promise.Id, number, id, now))
        {
            return;
        }

        await session.RaiseSiteVersion(now);
        await AnnouncementStore.Add(session, promise.IncidentId, AnnouncementKind.DeadMan, promise.Id, now, id);
        if (await PromiseStore.Find(session, promise.Id) is { IsOpen: true } open)
        {
            await PromiseBook.Break(session, open, now);
        }

        await RecordStore.Append(session, RecordEntry.Silence(promise, number), now);
    }
}
