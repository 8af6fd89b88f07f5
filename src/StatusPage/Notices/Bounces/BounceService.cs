using StatusPage.Mail.Reports;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Subscriptions;

namespace StatusPage.Notices.Bounces;

/// <summary>What a report changed.</summary>
internal enum BounceEffect
{
    /// <summary>It is no report, or not one of a mail that was sent from here.</summary>
    None,

    /// <summary>It says that trying goes on.</summary>
    Transient,

    /// <summary>The same was said before.</summary>
    Known,

    /// <summary>Kept as evidence; there was nothing to change.</summary>
    Kept,

    /// <summary>The delivery is owed again.</summary>
    Bounced,

    /// <summary>The delivery is owed again, and nothing more is sent to the address.</summary>
    Suspended,

    /// <summary>The delivery is tried again after a long pause.</summary>
    Waiting,

    /// <summary>It was tried again often enough.</summary>
    Refused,

    /// <summary>The subscription ended.</summary>
    Unsubscribed,
}

/// <param name="Effect">What it changed.</param>
/// <param name="Class">Null for a complaint, and for what is no report.</param>
/// <param name="About">Which mail; null when no genuine token was found.</param>
internal sealed record BounceResult(BounceEffect Effect, BounceClass? Class = null, ReturnToken? About = null);

/// <summary>
/// Takes what comes back to the return addresses: delivery reports and complaints. Who a report is about is known by a token that only this installation can make;
/// whatever else it says names nobody. Each is one transaction, and the same report twice changes nothing.
/// </summary>
internal sealed class BounceService(
    Database database, ReturnPaths returns, LinkTokens links, SubscriptionService subscriptions, AuditStore audit, TimeProvider time)
{
    // A mailbox is emptied by a person, in days rather than minutes.
    private static readonly TimeSpan[] FullPauses = [TimeSpan.FromHours(4), TimeSpan.FromHours(12), TimeSpan.FromHours(24), TimeSpan.FromHours(48)];

    /// <param name="message">The message as it arrived; any bytes.</param>
    /// <param name="recipients">Where it was sent by its envelope, as far as known.</param>
    /// <param name="actor">Who hands it over.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<BounceResult> Handle(
        ReadOnlyMemory<byte> message, IReadOnlyList<string?> recipients, Actor actor, CancellationToken cancellation = default)
    {
        if (MailReportReader.Read(message.Span) is not { } report || About(report, recipients) is not { } about)
        {
            return new(BounceEffect.None);
        }

        return report switch
        {
            DeliveryReport { Decisive.Class: BounceClass.Transient } => new(BounceEffect.Transient, BounceClass.Transient, about),
            DeliveryReport delivery => new(
                await database.Write(session => Bounced(session, delivery, about, actor), cancellation), delivery.Decisive.Class, about),
            ComplaintReport { WantsNoMore: true } complaint => new(
                await database.Write(session => Complained(session, complaint, about, actor), cancellation), null, about),
            _ => new(BounceEffect.None, null, about),
        };
    }

    /// <summary>The first genuine token: of the address the report came to, or of the mail inside it. A complaint may also show that mail's link for unsubscribing.</summary>
    private ReturnToken? About(MailReport report, IReadOnlyList<string?> recipients)
    {
        var inside = report.Original.Where(h => h.Key.Equals("Return-Path", StringComparison.OrdinalIgnoreCase)).Select(h => (string?)h.Value);
        var token = recipients.Concat(report.SentTo).Concat(inside.Take(5)).Select(returns.Read).FirstOrDefault(t => t is not null);
        return token ?? (report is ComplaintReport ? ByLink(report) : null);
    }

    private ReturnToken? ByLink(MailReport report)
    {
        var link = report.Original.FirstOrDefault(h => h.Key.Equals("List-Unsubscribe", StringComparison.OrdinalIgnoreCase)).Value?.Trim().Trim('<', '>');
        return links.TryRead(link?[(link.LastIndexOf('/') + 1)..], out var id) ? new(null, id) : null;
    }

    private async Task<BounceEffect> Bounced(DbSession session, DeliveryReport report, ReturnToken about, Actor actor)
    {
        var now = time.Now();
        if (await SubscriptionStore.Find(session, about.SubscriptionId) is not { } reader)
        {
            return BounceEffect.None;
        }

        var said = report.Decisive;
        var words = Words(said, reader);
        var bounce = new Bounce(Ids.New(), "delivery", said.Class.Wire(), about, EnhancedStatus.In(said.Status ?? said.Diagnostic)?.ToString(), words, report.Fingerprint);
        if (!await BounceStore.Keep(session, bounce, now))
        {
            return BounceEffect.Known;
        }

        var effect = said.Class switch
        {
            BounceClass.Hard => await Hard(session, about, words, actor, now),
            BounceClass.Full => await Full(session, about, words, now),
            _ => about.NoticeId is not null && await BounceStore.TurnBack(session, about, DeliveryState.Bounced, null, words, now) is not TurnedBack.No ? BounceEffect.Bounced : BounceEffect.Kept,
        };
        await BounceStore.SetEffect(session, bounce.Id, effect);
        if (effect is not BounceEffect.Kept)
        {
            await audit.Append(session, actor, "bounced", "delivery", $"{about.NoticeId ?? "confirmation"}.{about.SubscriptionId}", $"{said.Class.Wire()} {bounce.Status}");
            session.AddWork();
        }

        return effect;
    }

    private async Task<BounceEffect> Hard(DbSession session, ReturnToken about, string words, Actor actor, DateTimeOffset now)
    {
        var turned = about.NoticeId is null ? TurnedBack.Yes : await BounceStore.TurnBack(session, about, DeliveryState.Bounced, null, words, now);
        if (turned is not TurnedBack.Yes)
        {
            return turned is TurnedBack.No ? BounceEffect.Kept : BounceEffect.Bounced;
        }

        if (!await SubscriptionStore.Suspend(session, about.SubscriptionId, words, now))
        {
            return about.NoticeId is null ? BounceEffect.Kept : BounceEffect.Bounced;
        }

        await BounceStore.Stop(session, about.SubscriptionId, now);
        await audit.Append(session, actor, "suspended", "subscription", about.SubscriptionId, "mail to it came back");
        return BounceEffect.Suspended;
    }

    private static async Task<BounceEffect> Full(DbSession session, ReturnToken about, string words, DateTimeOffset now)
    {
        if (about.NoticeId is null)
        {
            return BounceEffect.Kept;
        }

        // This one is counted too.
        var times = (int)await BounceStore.Count(session, about, BounceClass.Full);
        var (state, due, effect) = times <= FullPauses.Length
            ? (DeliveryState.Waiting, now + FullPauses[times - 1], BounceEffect.Waiting)
            : (DeliveryState.Refused, (DateTimeOffset?)null, BounceEffect.Refused);
        return await BounceStore.TurnBack(session, about, state, due, words, now) is not TurnedBack.No ? effect : BounceEffect.Kept;
    }

    private async Task<BounceEffect> Complained(DbSession session, ComplaintReport report, ReturnToken about, Actor actor)
    {
        if (await SubscriptionStore.Find(session, about.SubscriptionId) is not { } reader)
        {
            return BounceEffect.None;
        }

        var bounce = new Bounce(Ids.New(), "complaint", "complaint", about, null, Outcome.Cut(report.FeedbackType), report.Fingerprint);
        if (!await BounceStore.Keep(session, bounce, time.Now()))
        {
            return BounceEffect.Known;
        }

        var effect = reader.State == SubscriptionState.Ended ? BounceEffect.Kept : BounceEffect.Unsubscribed;
        if (effect == BounceEffect.Unsubscribed)
        {
            await subscriptions.End(session, reader, EndReason.Complaint);
            await audit.Append(session, actor, "complained", "subscription", about.SubscriptionId, "its owner called a mail unwanted; it is unsubscribed");
        }

        await BounceStore.SetEffect(session, bounce.Id, effect);
        return effect;
    }

    /// <summary>What was said, and by whom. Of somebody who never confirmed, the address is not kept: they are to be forgotten.</summary>
    private static string Words(RecipientStatus said, Subscription reader)
    {
        var words = said.Diagnostic ?? said.Status ?? "It came back, without a reason.";
        words = said.RemoteMta is { } server && !words.Contains(server, StringComparison.OrdinalIgnoreCase) ? $"{words} ({server})" : words;
        return Outcome.Cut(reader.State == SubscriptionState.Pending ? words.Replace(reader.Address, "…", StringComparison.OrdinalIgnoreCase) : words);
    }
}
