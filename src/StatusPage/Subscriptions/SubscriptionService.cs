using System.Net;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Throttling;

namespace StatusPage.Subscriptions;

internal enum RequestOutcome
{
    /// <summary>Said to everybody alike: if a mail is due, it is on its way.</summary>
    Accepted,

    /// <summary>This client asked too often. Says nothing of any address.</summary>
    TooMany,
}

internal enum ConfirmOutcome
{
    Confirmed,
    AlreadyActive,
    Expired,
    Unknown,
}

/// <param name="Outcome">What became of the link.</param>
/// <param name="Subscription">Null when the link is unknown.</param>
internal sealed record ConfirmResult(ConfirmOutcome Outcome, Subscription? Subscription);

/// <summary>What visitors and subscribers do. Each method is one transaction.</summary>
/// <exception cref="InvalidInputException">A field holds what it may not.</exception>
/// <exception cref="NotFoundException">There is no such subscription.</exception>
/// <exception cref="RuleViolationException">The subscription has ended.</exception>
internal sealed class SubscriptionService(
    Database database, SubscriptionRules rules, IEnumerable<ISubscriptionEnded> listeners, IEnumerable<ISubscriptionActivated> welcomers,
    IEnumerable<ISubscriptionResumed> resumed, AddressReplacement replacement, Throttle throttle, TimeProvider time)
{
    // A whole office behind one address may subscribe in the first hour of an outage; a script that writes to strangers gets no further.
    private const int RequestsAClient = 60;

    private static readonly TimeSpan ClientWindow = TimeSpan.FromHours(1);

    /// <summary>
    /// Asks for a subscription. The answer does not depend on whether the address is known. A new or pending address is sent a confirmation
    /// link, a subscribed one its manage link (nothing about it changes, since anybody can ask); each address within its
    /// <see cref="Subscription.NextMailAt"/>.
    /// </summary>
    /// <param name="address">As typed.</param>
    /// <param name="scope">What to be told of.</param>
    /// <param name="language">One of the site's.</param>
    /// <param name="client">The asking client's network address, which is limited; null for a caller that limits itself.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<RequestOutcome> Request(
        string? address, SubscriptionScope scope, string language, IPAddress? client, CancellationToken cancellation = default)
    {
        var parsed = EmailAddress.Parse(address, "email");
        rules.CheckLanguage(language, "language");
        if (client is not null && !await throttle.Allow($"subscribe:{ClientAddress.Of(client)}", RequestsAClient, ClientWindow, cancellation))
        {
            return RequestOutcome.TooMany;
        }

        await database.Write(async session =>
        {
            await SubscriptionRules.CheckScope(session, scope, "scope");
            await Request(session, parsed, scope, language);
        }, cancellation);
        return RequestOutcome.Accepted;
    }

    /// <summary>What confirming by this token would do, without doing it: link scanners follow links, and only a person presses the button.</summary>
    public Task<ConfirmResult> Look(string? token, CancellationToken cancellation = default) =>
        database.Read(session => Look(session, token), cancellation);

    /// <summary>Confirms; again and again with the same result.</summary>
    public Task<ConfirmResult> Confirm(string? token, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var found = await Look(session, token);
            if (found is not { Outcome: ConfirmOutcome.Confirmed, Subscription: { } pending })
            {
                return found;
            }

            var now = time.Now();
            if (pending.ReplacesId is not null)
            {
                return await replacement.Confirm(session, pending, now) is { } moved ? new(ConfirmOutcome.Confirmed, moved) : new(ConfirmOutcome.Unknown, null);
            }

            var active = pending.Confirm(now);
            if (!await SubscriptionStore.Activate(session, pending.Id, now))
            {
                return new ConfirmResult(ConfirmOutcome.AlreadyActive, active);
            }

            await (pending.State == SubscriptionState.Suspended ? SayResumed(session, active.Id) : Welcome(session, active.Id, now));
            return new ConfirmResult(ConfirmOutcome.Confirmed, active);
        }, cancellation);

    public Task<Subscription> Get(string id, CancellationToken cancellation = default) => database.Read(session => Get(session, id), cancellation);

    /// <summary>Changes what the owner of the manage link is told of, and in which language.</summary>
    public Task<Subscription> Change(string id, SubscriptionScope scope, string language, CancellationToken cancellation = default)
    {
        rules.CheckLanguage(language, "language");
        return database.Write(async session =>
        {
            var subscription = await Get(session, id);
            // What was chosen once may stay although the component is gone.
            await SubscriptionRules.CheckScope(session, scope, "scope", subscription.Scope);
            var changed = subscription.Change(scope, language);
            await SubscriptionStore.SetScope(session, id, scope, language);
            if (await SubscriptionStore.Resume(session, id))
            {
                await SayResumed(session, id);
            }

            return changed;
        }, cancellation);
    }

    /// <summary>Ends it at once; what was still to be sent is released in the same transaction. A second time does nothing.</summary>
    public Task<Subscription> Unsubscribe(string id, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var subscription = await Get(session, id);
            return subscription.State == SubscriptionState.Ended
                ? subscription
                : await End(session, subscription, EndReason.Unsubscribed);
        }, cancellation);

    /// <summary>Ends a subscription in the caller's transaction.</summary>
    internal async Task<Subscription> End(DbSession session, Subscription subscription, EndReason reason)
    {
        var now = time.Now();
        var ended = subscription.End(reason, now);
        if (await SubscriptionStore.End(session, ended))
        {
            foreach (var listener in listeners)
            {
                await listener.Ended(session, subscription.Id, now);
            }
        }

        return ended;
    }

    /// <summary>A subscription became active in the caller's transaction.</summary>
    internal async Task Welcome(DbSession session, string id, DateTimeOffset now)
    {
        foreach (var welcomer in welcomers)
        {
            await welcomer.Activated(session, id, now);
        }
    }

    /// <summary>Makes a suspended subscription active in the caller's transaction, and sends what it is owed.</summary>
    internal async Task<Subscription> Resume(DbSession session, Subscription subscription)
    {
        var active = subscription.Resume();
        if (await SubscriptionStore.Resume(session, subscription.Id))
        {
            await SayResumed(session, subscription.Id);
        }

        return active;
    }

    private async Task SayResumed(DbSession session, string id)
    {
        var now = time.Now();
        foreach (var listener in resumed)
        {
            await listener.Resumed(session, id, now);
        }

        session.AddWork();
    }

    private async Task Request(DbSession session, EmailAddress address, SubscriptionScope scope, string language)
    {
        var now = time.Now();
        var live = await SubscriptionStore.FindLive(session, SubscriptionChannel.Email, address.Key);
        if (live is null && await Add(session, address, scope, language, now))
        {
            return;
        }

        live ??= await SubscriptionStore.FindLive(session, SubscriptionChannel.Email, address.Key)
            ?? throw new InvalidOperationException("The address was taken and free at once.");
        if (live.State == SubscriptionState.Pending)
        {
            await SubscriptionStore.SetScope(session, live.Id, scope, language);
        }

        if (live.NextMailAt <= now)
        {
            await ConfirmationStore.Want(session, live.Id, now);
            session.AddWork();
        }
    }

    private static async Task<bool> Add(DbSession session, EmailAddress address, SubscriptionScope scope, string language, DateTimeOffset now)
    {
        var added = SubscriptionRules.New(address, scope, language, now) with { ConfirmationWantedAt = await SubscriptionRules.FirstMailAt(session, address, now) };
        session.AddWork();
        return await SubscriptionStore.Insert(session, added, address.Key);
    }

    private async Task<ConfirmResult> Look(DbSession session, string? token)
    {
        var found = token is { Length: > 0 and <= 100 } ? await SubscriptionStore.FindByConfirmation(session, Tokens.Hash(token)) : null;
        return found switch
        {
            null => new(ConfirmOutcome.Unknown, null),
            { State: SubscriptionState.Active } => new(ConfirmOutcome.AlreadyActive, found),
            _ when found.ConfirmationExpiresAt < time.Now() => new(ConfirmOutcome.Expired, found),
            _ => new(ConfirmOutcome.Confirmed, found),
        };
    }

    private static async Task<Subscription> Get(DbSession session, string id) =>
        await SubscriptionStore.Find(session, id) ?? throw new NotFoundException("subscription", id);
}
