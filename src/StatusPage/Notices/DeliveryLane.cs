using System.Threading.Channels;
using StatusPage.Mail;
using StatusPage.Notices.Letters;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Notices;

/// <summary>Recoveries, other fresh deliveries, and those tried again have a lane each. Fresh ones wait for recoveries; nothing waits for what is tried again.</summary>
internal enum Lane
{
    Recovery,
    Fresh,
    Again,
}

/// <summary>What the lanes of this process know of each other.</summary>
internal sealed class LaneTraffic
{
    private readonly int[] claimed = new int[3];

    /// <summary>Raised when outcomes were recorded: they may let go on what waited for them.</summary>
    public ChangeSignal Recorded { get; } = new();

    /// <summary>Whether recoveries are claimed that no connection has taken up yet.</summary>
    public bool RecoveriesWait => Waits(Lane.Recovery);

    /// <summary>Whether news is claimed that no connection has taken up yet: all of them are busy.</summary>
    public bool NewsWaits => RecoveriesWait || Waits(Lane.Fresh);

    public void Claimed(Lane lane, int count) => Interlocked.Add(ref claimed[(int)lane], count);

    public void TakenUp(Lane lane) => Claimed(lane, -1);

    private bool Waits(Lane lane) => Volatile.Read(ref claimed[(int)lane]) > 0;
}

/// <summary>
/// Claims deliveries in small groups, sends them with several workers, and records what became of them in groups: while one group is written the next gathers. Killed
/// anywhere, only what was claimed and not yet recorded may be sent twice, and then with the same Message-ID.
/// </summary>
internal sealed partial class DeliveryLane(
    Lane lane, int workers, Database database, LetterBox letters, Mailer mailer, ServerGate gate, NoticeOptions options, Node node,
    LaneTraffic traffic, FirstNotices firsts, ChangeSignal signal, TimeProvider time, ILogger<DeliveryLane> logger) : BackgroundService
{
    // A transaction costs as much as sending dozens of messages, so each claims or records many.
    private const int Group = 500;

    /// <summary>
    /// How many may be claimed and not recorded: the most that a kill can make be sent twice. (What really is, is what was sent within the last recording, some
    /// hundredths of a second.) Several groups, so that some are sent while another is claimed and another recorded.
    /// </summary>
    public const int Window = 4 * Group;

    // While news goes out, what is tried again (the dead among it) gets some hundreds a second, a small part of what a machine sends.
    private const int GroupBesideNews = 10;
    private static readonly TimeSpan PauseBesideNews = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a claim is taken at its word before its row is looked at again.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim room = new(Window);

    public override void Dispose()
    {
        room.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var claims = Channel.CreateBounded<Claim>(new BoundedChannelOptions(Window) { SingleWriter = true });
        var outcomes = Channel.CreateBounded<Outcome>(new BoundedChannelOptions(Window) { SingleReader = true });
        var recording = Record(outcomes.Reader);
        var sending = Enumerable.Range(0, workers).Select(_ => Send(claims.Reader, outcomes.Writer, stoppingToken)).ToList();
        await Claim(claims.Writer, outcomes.Writer, stoppingToken);
        claims.Writer.Complete();
        await Task.WhenAll(sending);
        outcomes.Writer.Complete();
        await recording;
    }

    private async Task Claim(ChannelWriter<Claim> claims, ChannelWriter<Outcome> outcomes, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var changed = Task.WhenAny(signal.Next, traffic.Recorded.Next);
                await gate.WaitForTry(stopping);
                var trial = !gate.IsOpen;
                var beside = lane == Lane.Again && traffic.NewsWaits;
                var group = await ClaimGroup(trial ? 1 : beside ? GroupBesideNews : Group, stopping);
                if (trial && group is [var only])
                {
                    // The server was away: one message finds out whether it is back, and all others wait for its word.
                    await outcomes.WriteAsync(await Deliver(only, stopping), CancellationToken.None);
                    continue;
                }

                traffic.Claimed(lane, group.Count);
                foreach (var claim in group)
                {
                    await claims.WriteAsync(claim, CancellationToken.None);
                }

                if (group.Count == 0)
                {
                    await Idle(changed, stopping);
                }
                else if (beside)
                {
                    // The machine's own pace, as below.
                    await Task.Delay(PauseBesideNews, TimeProvider.System, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The lane outlives any failure; claims that were not handed over are taken back when their lease ends.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.ClaimFailed(logger, e);
                await Idle(Task.Delay(Timeout.InfiniteTimeSpan, time, stopping), stopping);
            }
        }
    }

    private async Task<IReadOnlyList<Claim>> ClaimGroup(int limit, CancellationToken stopping)
    {
        var reserved = 0;
        var used = 0;
        try
        {
            for (; reserved < limit; reserved++)
            {
                await room.WaitAsync(stopping);
            }

            var group = await database.Write(session => Next(session, limit), stopping);
            used = group.Count;
            return group;
        }
        finally
        {
            if (reserved > used)
            {
                room.Release(reserved - used);
            }
        }
    }

    private async Task<IReadOnlyList<Claim>> Next(DbSession session, int limit)
    {
        var lease = new Lease(node.Name, time.Now());
        return lane == Lane.Fresh && traffic.RecoveriesWait ? [] : await DeliveryStore.Claim(session, lane, limit, lease);
    }

    private async Task Idle(Task changed, CancellationToken stopping)
    {
        await ChangeSignal.Wait(changed, await UntilDue(stopping), time, stopping);
    }

    private async Task<TimeSpan> UntilDue(CancellationToken stopping)
    {
        try
        {
            return lane == Lane.Again && await database.Read(DeliveryStore.NextDue, stopping) is { } due && due - time.Now() < LookEvery
                ? due > time.Now() ? due - time.Now() : TimeSpan.FromMilliseconds(50)
                : LookEvery;
        }
        catch (DatabaseUnavailableException)
        {
            return LookEvery;
        }
    }

    private async Task Send(ChannelReader<Claim> claims, ChannelWriter<Outcome> outcomes, CancellationToken stopping)
    {
        await foreach (var claim in claims.ReadAllAsync(CancellationToken.None))
        {
            traffic.TakenUp(lane);
            var passed = lane == Lane.Fresh && traffic.RecoveriesWait;
            var outcome = stopping.IsCancellationRequested || passed || !gate.IsOpen || !await StillHolds(claim)
                ? Outcome.PutBack(claim, time.Now())
                : await Deliver(claim, stopping);
            await outcomes.WriteAsync(outcome, CancellationToken.None);
        }
    }

    /// <summary>Where sending is slow, a reader may have left since the claim: then nothing more is sent. (The outcome of a claim that was let go changes nothing.)</summary>
    private async Task<bool> StillHolds(Claim claim)
    {
        try
        {
            return time.Now() - claim.At < Trusted || await database.Read(session => DeliveryStore.Holds(session, claim, node));
        }
        catch (DatabaseUnavailableException)
        {
            return false;
        }
    }

    private async Task<Outcome> Deliver(Claim claim, CancellationToken stopping)
    {
        try
        {
            var message = await letters.Write(claim, stopping);
            var result = await mailer.SendAsync(message, stopping);
            if (result is MailResult.Dropped)
            {
                // The connection broke in the middle. Whether that is this message's fault or the server is gone, a second try at once tells.
                result = await mailer.SendAsync(message, stopping);
            }

            if (result is MailResult.ServerUnavailable away)
            {
                gate.Down(away.Reason);
                Log.ServerAway(logger, away.Reason);
            }
            else
            {
                gate.Up();
            }

            return Outcome.Of(claim, result, options.Retries, time.Now());
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Outcome.PutBack(claim, time.Now());
        }
        catch (Exception e) when (e is MailFormatException or NotFoundException)
        {
            return Outcome.Unsendable(claim, e.Message);
        }
        catch (DatabaseUnavailableException)
        {
            return Outcome.PutBack(claim, time.Now());
        }
#pragma warning disable CA1031 // A defect in one message must not stop the others; it stays visible in the ledger with its words.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotWritten(logger, e, claim.Notice.Id);
            return Outcome.Failed(claim, $"The message could not be written: {e.GetType().Name}.", options.Retries, time.Now());
        }
    }

    private async Task Record(ChannelReader<Outcome> outcomes)
    {
        var group = new List<Outcome>(Group);
        while (await outcomes.WaitToReadAsync())
        {
            if (outcomes.Count < Group && !outcomes.Completion.IsCompleted)
            {
                // The machine's own pace: a clock that stands still must not keep the ledger waiting.
                await Task.Delay(Gathering, TimeProvider.System);
            }

            while (group.Count < Group && outcomes.TryRead(out var outcome))
            {
                group.Add(outcome);
            }

            await Write(group);
            room.Release(group.Count);
            traffic.Recorded.Raise();
            group.Clear();
        }
    }

    /// <summary>
    /// What was sent must not be forgotten: it is kept until the database is back. If it is not the database that fails, one bad outcome must not take the others with
    /// it: each is then written by itself, and one that cannot be stays claimed, to be sent again by the next start.
    /// </summary>
    private async Task Write(List<Outcome> group)
    {
        var parts = new Queue<List<Outcome>>([group]);
        while (parts.TryPeek(out var part))
        {
            try
            {
                await database.Write(session => Record(session, part, time.Now()));
                parts.Dequeue();
            }
            catch (DatabaseUnavailableException e)
            {
                Log.RecordFailed(logger, e, part.Count);
                await Task.Delay(TimeSpan.FromSeconds(1), time);
            }
#pragma warning disable CA1031 // The ledger's writer outlives any failure: without it the lane would stand still.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.RecordFailed(logger, e, part.Count);
                parts.Dequeue();
                foreach (var outcome in part.Count > 1 ? part : [])
                {
                    parts.Enqueue([outcome]);
                }
            }
        }
    }

    private async Task Record(DbSession session, List<Outcome> group, DateTimeOffset now)
    {
        await DeliveryStore.Record(session, group, node, now);
        await firsts.Note(session, group, now);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Deliveries could not be claimed; it is tried again.")]
        public static partial void ClaimFailed(ILogger logger, Exception e);

        [LoggerMessage(2, LogLevel.Warning, "The mail server is not to be had: {Reason} The queue waits; no delivery loses an attempt.")]
        public static partial void ServerAway(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Error, "A message of the notice {Notice} could not be written; it is tried again by the schedule.")]
        public static partial void NotWritten(ILogger logger, Exception e, string notice);

        [LoggerMessage(4, LogLevel.Error, "{Count} outcomes could not be recorded; they are kept and tried again.")]
        public static partial void RecordFailed(ILogger logger, Exception e, int count);
    }
}
