using StatusPage.Platform.Problems;

namespace StatusPage.Subscriptions;

internal enum SubscriptionChannel
{
    Email,
    Webhook,
}

internal enum SubscriptionState
{
    Pending,
    Active,

    /// <summary>Its mail came back: nothing is sent until its owner, or an operator, says that the address is right.</summary>
    Suspended,
    Ended,
}

/// <summary>Why a subscription ended: by its owner, by an operator, or by its owner's calling our mail spam.</summary>
internal enum EndReason
{
    Unsubscribed,
    Removed,
    Complaint,
}

/// <summary>One address on one channel with a scope and a language. Active only after confirmation; an ended one stays as evidence.</summary>
internal sealed record Subscription
{
    /// <summary>How long a confirmation link works.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(48);

    private static readonly TimeSpan ShortestMailPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestMailPause = TimeSpan.FromDays(1);

    public required string Id { get; init; }
    public required SubscriptionChannel Channel { get; init; }

    /// <summary>As its owner wrote it.</summary>
    public required string Address { get; init; }

    public required string Language { get; init; }
    public required SubscriptionScope Scope { get; init; }
    public required SubscriptionState State { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public EndReason? EndReason { get; init; }

    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>What the server said that sent mail back; null unless suspended.</summary>
    public string? SuspendedWords { get; init; }

    /// <summary>When a mail with a link is due; null when none is wanted.</summary>
    public DateTimeOffset? ConfirmationWantedAt { get; init; }

    public DateTimeOffset? ConfirmationSentAt { get; init; }
    public DateTimeOffset? ConfirmationExpiresAt { get; init; }

    /// <summary>The subscription that goes on under this address once it is confirmed.</summary>
    public string? ReplacesId { get; init; }

    /// <summary>The name of who asked for that.</summary>
    public string? ReplacesFor { get; init; }

    /// <summary>
    /// From when on anybody's request may cause another mail to this address: an hour after the last one, then after twice as long each
    /// time up to a day. Somebody who missed a mail gets another soon; somebody who is being annoyed gets few.
    /// </summary>
    public DateTimeOffset NextMailAt => ConfirmationSentAt is not { } sent
        ? DateTimeOffset.MinValue
        : sent + TimeSpan.FromTicks(Math.Clamp((sent - CreatedAt).Ticks, ShortestMailPause.Ticks, LongestMailPause.Ticks));

    /// <summary>From when on an operator may send the confirmation again.</summary>
    public DateTimeOffset NextMailByOperatorAt => ConfirmationSentAt is { } sent ? AfterMail(sent) : DateTimeOffset.MinValue;

    /// <summary>The earliest moment for the next mail to an address that was written to at <paramref name="sent"/>.</summary>
    public static DateTimeOffset AfterMail(DateTimeOffset sent) => sent + ShortestMailPause;

    /// <exception cref="RuleViolationException">It is neither pending nor suspended, or its link has expired.</exception>
    public Subscription Confirm(DateTimeOffset now)
    {
        if (State is not (SubscriptionState.Pending or SubscriptionState.Suspended))
        {
            throw new RuleViolationException("Only a pending or suspended subscription can be confirmed.");
        }

        if (ConfirmationExpiresAt < now)
        {
            throw new RuleViolationException("The confirmation link has expired. Subscribe again to get a new one.");
        }

        return Active() with { ConfirmedAt = now, ConfirmationWantedAt = null };
    }

    /// <exception cref="RuleViolationException">It is not suspended.</exception>
    public Subscription Resume() => State == SubscriptionState.Suspended
        ? Active()
        : throw new RuleViolationException("Only a suspended subscription can be reactivated.");

    /// <summary>Who holds the manage link reads the mail: a suspended one is active again.</summary>
    /// <exception cref="RuleViolationException">It has ended.</exception>
    public Subscription Change(SubscriptionScope scope, string language) => State == SubscriptionState.Ended
        ? throw new RuleViolationException("The subscription has ended. Subscribe again to choose what to be told of.")
        : (State == SubscriptionState.Suspended ? Active() : this) with { Scope = scope, Language = language };

    /// <exception cref="RuleViolationException">It has ended already.</exception>
    public Subscription End(EndReason reason, DateTimeOffset now) => State == SubscriptionState.Ended
        ? throw new RuleViolationException("The subscription has ended already.")
        : this with { State = SubscriptionState.Ended, EndedAt = now, EndReason = reason, ConfirmationWantedAt = null };

    private Subscription Active() => this with { State = SubscriptionState.Active, SuspendedAt = null, SuspendedWords = null };
}
