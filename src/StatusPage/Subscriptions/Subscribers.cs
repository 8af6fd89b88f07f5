using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Subscriptions;

/// <summary>What operators and programs do with subscriptions. Each change is one transaction with its audit entry, which names no address.</summary>
/// <exception cref="InvalidInputException">A field holds what it may not.</exception>
/// <exception cref="NotFoundException">There is no such subscription.</exception>
/// <exception cref="RuleViolationException">The present state does not allow it.</exception>
internal sealed class Subscribers(Database database, SubscriptionRules rules, SubscriptionService service, AuditStore audit, TimeProvider time)
{
    private const string Kind = "subscription";

    /// <summary>Adds an address. With <paramref name="skipConfirmation"/> it is active at once: the operator vouches for its owner's consent.</summary>
    public Task<Subscription> Create(
        string? address, SubscriptionScope scope, string? language, bool skipConfirmation, Actor actor, CancellationToken cancellation = default)
    {
        var parsed = EmailAddress.Parse(address, "subscriber.email");
        var chosen = language ?? rules.DefaultLanguage;
        rules.CheckLanguage(chosen, "subscriber.language");
        return database.Write(async session =>
        {
            await SubscriptionRules.CheckScope(session, scope, "subscriber.component_ids");
            var now = time.Now();
            var id = await Add(session, parsed, scope, chosen, skipConfirmation, now);
            session.AddWork();
            await audit.Append(session, actor, "created", Kind, id, skipConfirmation ? "confirmed by the operator" : "to be confirmed by its owner");
            return await Find(session, id);
        }, cancellation);
    }

    public Task<Subscription> Get(string id, CancellationToken cancellation = default) => service.Get(id, cancellation);

    /// <summary>A page of subscribers: after the one with id <paramref name="afterId"/> (keyset), or from <paramref name="offset"/> on.</summary>
    public Task<IReadOnlyList<Subscription>> Search(
        SubscriberFilter filter, int limit, string? afterId = null, SubscriberOrder order = SubscriberOrder.Address, int offset = 0,
        CancellationToken cancellation = default) =>
        database.Read(session => SubscriberStore.Search(session, filter, order, limit, afterId, offset), cancellation);

    public Task<long> Count(SubscriberFilter filter, CancellationToken cancellation = default) =>
        database.Read(session => SubscriberStore.Count(session, filter), cancellation);

    /// <summary>How many there are by channel and state; what does not occur is left out.</summary>
    public Task<IReadOnlyList<SubscriberCount>> Counts(CancellationToken cancellation = default) => database.Read(SubscriberStore.Counts, cancellation);

    /// <summary>Ends it; what was still to be sent is released.</summary>
    public Task<Subscription> Remove(string id, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var ended = await service.End(session, await Find(session, id), EndReason.Removed);
            await audit.Append(session, actor, "removed", Kind, id);
            return ended;
        }, cancellation);

    /// <summary>Writes to an address again whose mail came back: the operator knows that it is right.</summary>
    public Task<Subscription> Reactivate(string id, Actor actor, CancellationToken cancellation = default) =>
        database.Write(session => Reactivate(session, id, actor), cancellation);

    /// <summary>Those of the subscriptions, or with null of all, that are suspended.</summary>
    /// <returns>How many are active again.</returns>
    public Task<int> ReactivateAll(IReadOnlyCollection<string>? ids, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var suspended = await SubscriptionStore.Suspended(session);
            var chosen = ids is null ? suspended : [.. suspended.Intersect(ids)];
            foreach (var id in chosen)
            {
                await Reactivate(session, id, actor);
            }

            return chosen.Count;
        }, cancellation);

    /// <summary>Sends the confirmation link again, an hour after the last one at the earliest.</summary>
    public Task<Subscription> ResendConfirmation(string id, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var subscription = await Find(session, id);
            var now = time.Now();
            if (subscription.State != SubscriptionState.Pending)
            {
                throw new RuleViolationException($"The subscription is {subscription.State.Wire()}; only a pending one is confirmed.");
            }

            if (subscription.NextMailByOperatorAt > now)
            {
                throw new RuleViolationException(
                    $"The address was written to less than an hour ago; it can be again from {subscription.NextMailByOperatorAt:yyyy-MM-dd'T'HH:mm:ss'Z'} on.");
            }

            await ConfirmationStore.Want(session, id, now);
            session.AddWork();
            await audit.Append(session, actor, "confirmation_resent", Kind, id);
            return await Find(session, id);
        }, cancellation);

    private async Task<Subscription> Reactivate(DbSession session, string id, Actor actor)
    {
        var active = await service.Resume(session, await Find(session, id));
        await audit.Append(session, actor, "reactivated", Kind, id);
        return active;
    }

    private async Task<string> Add(
        DbSession session, EmailAddress address, SubscriptionScope scope, string language, bool confirmed, DateTimeOffset now)
    {
        var added = SubscriptionRules.New(address, scope, language, now);
        added = confirmed
            ? added with { State = SubscriptionState.Active, ConfirmedAt = now }
            : added with { ConfirmationWantedAt = await SubscriptionRules.FirstMailAt(session, address, now) };
        if (await SubscriptionStore.Insert(session, added, address.Key))
        {
            if (confirmed)
            {
                await service.Welcome(session, added.Id, now);
            }

            return added.Id;
        }

        var live = await SubscriptionStore.FindLive(session, SubscriptionChannel.Email, address.Key);
        if (live is not { State: SubscriptionState.Pending })
        {
            throw new InvalidInputException("subscriber.email", "is subscribed already.");
        }

        await SubscriptionStore.SetScope(session, live.Id, scope, language);
        if (confirmed)
        {
            if (await SubscriptionStore.Activate(session, live.Id, now))
            {
                await service.Welcome(session, live.Id, now);
            }
        }
        else if (live.NextMailByOperatorAt <= now)
        {
            await ConfirmationStore.Want(session, live.Id, now);
        }

        return live.Id;
    }

    private static async Task<Subscription> Find(DbSession session, string id) =>
        await SubscriptionStore.Find(session, id) ?? throw new NotFoundException("subscription", id);
}
