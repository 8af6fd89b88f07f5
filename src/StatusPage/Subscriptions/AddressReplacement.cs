using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Throttling;

namespace StatusPage.Subscriptions;

/// <summary>Told in the transaction in which a subscription goes on under another address, while it still has the former one.</summary>
internal interface IAddressReplaced
{
    Task Replaced(DbSession session, Subscription former, DateTimeOffset now);
}

/// <summary>
/// Lets a subscription go on under another address. An operator asks for it, and only whoever reads the new address makes it true: until then it is a pending
/// subscription like any other, with the same link, the same 48 hours and the same pauses between mails.
/// </summary>
internal sealed class AddressReplacement(Database database, IEnumerable<IAddressReplaced> listeners, Throttle throttle, AuditStore audit, TimeProvider time)
{
    private const int MostADay = 5;
    private const string Field = "replacement.email";

    /// <summary>Sends a link to the new address. Asking for another one takes the former back.</summary>
    /// <returns>The pending subscription of the new address.</returns>
    /// <exception cref="InvalidInputException">It is no address, or is subscribed itself.</exception>
    /// <exception cref="NotFoundException">There is no such subscription.</exception>
    /// <exception cref="RuleViolationException">It is not active, or was asked for too often.</exception>
    public async Task<Subscription> Ask(string id, string? address, Actor actor, CancellationToken cancellation = default)
    {
        var parsed = EmailAddress.Parse(address, Field);
        await database.Read(session => Replaceable(session, id), cancellation);
        if (!await throttle.Allow($"replace:{id}", MostADay, TimeSpan.FromDays(1), cancellation))
        {
            throw new RuleViolationException($"Another address was asked for {MostADay} times within a day. Try again tomorrow.");
        }

        return await database.Write(async session =>
        {
            var former = await Replaceable(session, id);
            var asked = await Pending(session, former, parsed, time.Now());
            await ReplacementStore.Want(session, asked.Id, id, actor.Name);
            await ReplacementStore.DropOthers(session, id, asked.Id);
            await audit.Append(session, actor, "replacement_asked", "subscription", id);
            session.AddWork();
            return asked;
        }, cancellation);
    }

    /// <summary>The owner of the new address said yes: in the caller's transaction.</summary>
    /// <returns>The subscription under its new address; null when it has ended meanwhile.</returns>
    public async Task<Subscription?> Confirm(DbSession session, Subscription asked, DateTimeOffset now)
    {
        if (await SubscriptionStore.Find(session, asked.ReplacesId!) is not { State: not SubscriptionState.Ended } former)
        {
            await ReplacementStore.Drop(session, asked.Id);
            return null;
        }

        foreach (var listener in listeners)
        {
            await listener.Replaced(session, former, now);
        }

        await ReplacementStore.Move(session, asked.Id, former.Id);
        await audit.Append(session, Actor.System, "address_replaced", "subscription", former.Id, $"confirmed by its owner; asked for by {asked.ReplacesFor}");
        session.AddWork();
        return await SubscriptionStore.Find(session, former.Id);
    }

    private static async Task<Subscription> Pending(DbSession session, Subscription former, EmailAddress address, DateTimeOffset now)
    {
        var live = await SubscriptionStore.FindLive(session, former.Channel, address.Key);
        new Check().That(live?.Id != former.Id, Field, "is the address it has already.")
            .That(live is null || live.Id == former.Id || live.State == SubscriptionState.Pending && live.ReplacesId == former.Id, Field, "is subscribed already.")
            .Done();
        if (live is null)
        {
            var added = SubscriptionRules.New(address, former.Scope, former.Language, now) with { ConfirmationWantedAt = await SubscriptionRules.FirstMailAt(session, address, now) };
            await SubscriptionStore.Insert(session, added, address.Key);
            return added;
        }

        if (live.NextMailByOperatorAt <= now)
        {
            await ConfirmationStore.Want(session, live.Id, now);
        }

        return live;
    }

    private static async Task<Subscription> Replaceable(DbSession session, string id)
    {
        var found = await SubscriptionStore.Find(session, id) ?? throw new NotFoundException("subscription", id);
        return found.State is SubscriptionState.Pending or SubscriptionState.Ended || found.Channel != SubscriptionChannel.Email
            ? throw new RuleViolationException("Only a confirmed e-mail subscription can go on under another address.")
            : found;
    }
}
