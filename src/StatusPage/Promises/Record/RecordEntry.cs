using System.Globalization;
using StatusPage.Incidents;
using StatusPage.Platform;

namespace StatusPage.Promises.Record;

/// <summary>One fact of the public record: what was promised, what became of it, and when people heard. Never changed once written.</summary>
/// <param name="IncidentId">Of which incident.</param>
/// <param name="Kind">Which fact, in the wire's words.</param>
/// <param name="Facts">Name and value in the order in which they are written down; part of what is hashed.</param>
internal sealed record RecordEntry(string IncidentId, string Kind, IReadOnlyList<(string Name, string Value)> Facts)
{
    public static RecordEntry Started(Incident incident) => new(incident.Id, "started", [("started_at", Moment(incident.StartedAt))]);

    public static RecordEntry Reopened(Incident incident) => new(incident.Id, "reopened", [("update", incident.Latest.Id)]);

    public static RecordEntry Recovered(Incident incident) =>
        new(incident.Id, "recovered", [("recovered_at", Moment(incident.Latest.DisplayAt)), ("update", incident.Latest.Id)]);

    /// <summary>It goes on as another.</summary>
    public static RecordEntry Merged(Incident incident, Incident into) => new(incident.Id, "merged", [("into", into.Id)]);

    public static RecordEntry PromiseMade(Promise promise) => new(promise.IncidentId, "promise_made",
        [("promise", promise.Id), ("what", promise.Kind.Wire()), ("due", Moment(promise.Due)), .. Given("basis", promise.Basis), .. Given("confidence", promise.Confidence?.Wire())]);

    public static RecordEntry PromiseEnded(Promise promise) => new(promise.IncidentId, "promise_ended",
        [("promise", promise.Id), ("what", promise.Kind.Wire()), ("due", Moment(promise.Due)), ("ending", promise.Ending!.Value.Wire()), .. Given("successor", promise.SuccessorId)]);

    /// <summary>The service spoke because nobody did.</summary>
    public static RecordEntry Silence(Promise promise, int number) =>
        new(promise.IncidentId, "silence", [("promise", promise.Id), ("number", number.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>The final report, or a new version of it, stands on the page.</summary>
    public static RecordEntry ReportPublished(string incidentId, string reportId, int version) =>
        new(incidentId, "report_published", [("report", reportId), ("version", version.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>The first delivery of the incident that a server took; the entry's own time is when.</summary>
    public static RecordEntry FirstNotice(string incidentId, string noticeId) => new(incidentId, "first_notice", [("notice", noticeId)]);

    /// <summary>After a recovery: nobody who was told of the incident is owed its end any more.</summary>
    /// <param name="incidentId">Of which incident.</param>
    /// <param name="updateId">The update that published the recovery: an incident that was opened again has several.</param>
    /// <param name="toldAt">When the last person was told; null when nobody was.</param>
    /// <param name="numbers">What became of those who were told.</param>
    public static RecordEntry AllTold(string incidentId, string updateId, DateTimeOffset? toldAt, IEnumerable<(string Name, long Value)> numbers) => new(incidentId, "all_told",
        [("update", updateId), .. Given("told_at", toldAt is { } at ? Moment(at) : null), .. numbers.Select(n => (n.Name, n.Value.ToString(CultureInfo.InvariantCulture)))]);

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<(string, string)> Given(string name, string? value) => value is null ? [] : [(name, value)];
}

/// <summary>An entry as it stands in the chain.</summary>
/// <param name="Seq">From 1 without gaps.</param>
/// <param name="At">When it was written.</param>
/// <param name="IncidentId">Of which incident.</param>
/// <param name="Kind">Which fact.</param>
/// <param name="Entry">The canonical JSON that is hashed.</param>
/// <param name="Hash">SHA-256, in lower-case hexadecimal, over the former hash, a line feed and the entry. Before the first stands <see cref="RecordChain.Origin"/>.</param>
internal sealed record ChainedEntry(long Seq, DateTimeOffset At, string IncidentId, string Kind, string Entry, string Hash);
