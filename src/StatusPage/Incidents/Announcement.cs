namespace StatusPage.Incidents;

/// <summary>What is told of an incident beside its updates and their corrections.</summary>
internal enum AnnouncementKind
{
    /// <summary>A promise that was made or moved by itself, or moved by a quiet update.</summary>
    Promise,

    /// <summary>Nobody said a word by the time that was promised: the service says so itself.</summary>
    DeadMan,

    /// <summary>A recovery plan, or a new version of it.</summary>
    Plan,

    /// <summary>A phase of the plan is finished.</summary>
    PlanPhase,

    /// <summary>What was checked at the recovery, stated afterwards.</summary>
    Statement,

    /// <summary>The final report.</summary>
    Report,
}

/// <param name="Id">Its own.</param>
/// <param name="IncidentId">Of which incident.</param>
/// <param name="UpdateId">The last update when it was made: it stands after that one.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="SubjectId">What it tells of: the promise, the plan's version, …</param>
/// <param name="CreatedAt">When.</param>
internal sealed record Announcement(string Id, string IncidentId, string UpdateId, AnnouncementKind Kind, string SubjectId, DateTimeOffset CreatedAt);
