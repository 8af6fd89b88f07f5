namespace StatusPage.Notices;

internal enum NoticeKind
{
    /// <summary>The first that people hear of an incident.</summary>
    Outage,
    Update,

    /// <summary>It is over. Goes to everyone who was told, and cannot be suppressed.</summary>
    Recovery,

    /// <summary>A new wording of something that was sent.</summary>
    Correction,

    // What follows is named as in AnnouncementKind.

    /// <summary>A promise was made or moved.</summary>
    Promise,

    /// <summary>The next word was promised and did not come.</summary>
    DeadMan,

    /// <summary>A recovery plan, or a new version of it.</summary>
    Plan,

    /// <summary>A phase of the plan is finished.</summary>
    PlanPhase,

    /// <summary>What was checked at the recovery.</summary>
    Statement,

    /// <summary>The final report.</summary>
    Report,
}

internal enum DeliveryState
{
    /// <summary>Never tried.</summary>
    Queued,

    /// <summary>Claimed by a node under a lease.</summary>
    Sending,

    /// <summary>The server took responsibility for it. Final.</summary>
    Accepted,

    /// <summary>Put off by the server; tried again when due.</summary>
    Waiting,

    /// <summary>The server said no for good. Stands as owed until an operator acts.</summary>
    Refused,

    /// <summary>Put off until the schedule ran out. Ends what was owed, with the server's words.</summary>
    Exhausted,

    /// <summary>Its reader unsubscribed. Final.</summary>
    Released,

    /// <summary>An operator gave up on it and said why; the words are theirs. Ends what was owed.</summary>
    WrittenOff,

    /// <summary>Never sent by itself: a later notice of the incident says it too. Neither accepted nor told. Final.</summary>
    Folded,

    /// <summary>The server took it, and later it came back. Stands as owed until it is tried again.</summary>
    Bounced,
}
