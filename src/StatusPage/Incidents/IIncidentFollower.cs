using StatusPage.Platform.Data;

namespace StatusPage.Incidents;

/// <summary>What stands above incidents and takes part in the transaction of every update: promises are made and kept in it.</summary>
internal interface IIncidentFollower
{
    /// <param name="session">The update's transaction.</param>
    /// <param name="incident">As it is now, the update included.</param>
    /// <param name="draft">What its author asked for beside the update.</param>
    /// <param name="now">When.</param>
    Task Published(DbSession session, Incident incident, UpdateDraft draft, DateTimeOffset now);

    /// <param name="session">The transaction, before the update that says so is published on the one that goes on.</param>
    /// <param name="incident">The one that ends.</param>
    /// <param name="into">The one that goes on.</param>
    /// <param name="now">When.</param>
    Task Merged(DbSession session, Incident incident, Incident into, DateTimeOffset now) => Task.CompletedTask;
}
