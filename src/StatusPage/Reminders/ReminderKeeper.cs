using StatusPage.Incidents;
using StatusPage.Mail;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;
using StatusPage.Promises;

namespace StatusPage.Reminders;

/// <summary>
/// Reminds those who may post of what they promised. Each reminder is claimed in the database before it is sent: once for a promise, number and operator, on however many
/// nodes. Only the newest is sent; what could not be is tried again while it is the newest.
/// </summary>
internal sealed partial class ReminderKeeper(
    Database database, SiteStore sites, SiteOptions options, Mailer mailer, ChangeSignal signal, TimeProvider time, ILogger<ReminderKeeper> logger) : Loop(signal, time, logger)
{
    /// <summary>How long a claim holds: a node that died while it sent leaves the reminder to the others then.</summary>
    private static readonly TimeSpan Claimed = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private readonly ILogger logger = logger;
    private readonly TimeProvider time = time;

    /// <summary>Sends what there is to send now.</summary>
    public async Task Remind(CancellationToken cancellation)
    {
        foreach (var reminder in await database.Read(Wanted, cancellation))
        {
            var claimed = await database.Write(session => Claim(session, reminder), cancellation);
            if (claimed && !await Send(reminder, cancellation))
            {
                // The server as a whole is away: the others would fail alike.
                return;
            }
        }
    }

    protected override async Task<TimeSpan?> Turn(CancellationToken stopping)
    {
        await Remind(stopping);
        return null;
    }

    private async Task<IReadOnlyList<Reminder>> Wanted(DbSession session)
    {
        var now = time.Now();
        var due = (await Promised(session, now)).Select(p => (Promise: p, Number: ReminderSchedule.Number(p, now))).Where(p => p.Number > 0).ToList();
        if (due.Count == 0)
        {
            return [];
        }

        var operators = (await OperatorStore.All(session)).Where(o => o is { IsEnabled: true, Role: Role.Owner or Role.Operator });
        var settled = await ReminderStore.Settled(session, [.. due.Select(d => d.Promise.Id)], now);
        var names = await IncidentStore.Names(session, [.. due.Select(d => d.Promise.IncidentId).Distinct()]);
        return
        [
            .. from d in due
               where names.ContainsKey(d.Promise.IncidentId)
               from o in operators
               let key = new ReminderKey(d.Promise.Id, d.Number, o.Id)
               where !settled.Contains(key)
               select new Reminder(key, d.Promise, names[d.Promise.IncidentId], o),
        ];
    }

    /// <summary>What is promised and near, and the next updates that were broken while nobody has posted yet.</summary>
    private static async Task<IReadOnlyList<Promise>> Promised(DbSession session, DateTimeOffset now) =>
    [
        .. (await PromiseStore.Open(session)).Where(p => p.Due <= now + ReminderSchedule.LongestLead)
            .Concat((await PromiseStore.InSilence(session, now)).Where(p => p is { IsOpen: false, Ending: Ending.Broken, SuccessorId: null }))
            .DistinctBy(p => p.Id),
    ];

    /// <summary>Looked at again under the lock of the write: an update may have come meanwhile, or another node.</summary>
    private async Task<bool> Claim(DbSession session, Reminder reminder)
    {
        var now = time.Now();
        return (await Promised(session, now)).Any(p => p.Id == reminder.Key.PromiseId && ReminderSchedule.Number(p, now) == reminder.Key.Number)
            && await ReminderStore.Claim(session, reminder.Key, now, now + Claimed);
    }

    /// <returns>False when it was the server as a whole that could not be reached.</returns>
    private async Task<bool> Send(Reminder reminder, CancellationToken cancellation)
    {
        var (key, promise, name, reader) = reminder;
        MailResult result;
        try
        {
            var site = await sites.Get(cancellation);
            result = await mailer.SendAsync(ReminderMail.Of(key, promise, name, reader, site, options.DefaultLanguage, mailer.From, time.Now()), cancellation);
        }
        catch (MailFormatException e)
        {
            result = new MailResult.Refused(0, null, e.Message);
        }

        if (result is not MailResult.Accepted)
        {
            Log.NotAccepted(logger, key.PromiseId, key.OperatorId, result.ToString());
        }

        // Not undone by a stop: it was sent.
        await database.Write(session => result is MailResult.Accepted or MailResult.Unknown or MailResult.Refused
            ? ReminderStore.Sent(session, key, time.Now())
            : ReminderStore.PutOff(session, key, time.Now() + Again), CancellationToken.None);
        return result is not MailResult.ServerUnavailable;
    }

    private sealed record Reminder(ReminderKey Key, Promise Promise, string IncidentName, Operator Reader);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The reminder of the promise {Promise} to the operator {Operator} was not accepted: {Result}.")]
        public static partial void NotAccepted(ILogger logger, string promise, string @operator, string result);
    }
}
