using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Promises;

namespace StatusPage.ManagementApi;

/// <summary>A promise, and what became of it by now.</summary>
internal sealed record PromiseBody(
    string Id, string IncidentId, string Kind, string MadeAt, string Due, string State, string? Basis, string? Confidence, string? EndedAt, string? ReplacedBy)
{
    public const int Most = 5;

    public static PromiseBody Of(Promise promise, ApiPage page, DateTimeOffset now) => new(
        promise.Id, promise.IncidentId, promise.Kind.Wire(), page.Time(promise.MadeAt), page.Time(promise.Due), promise.State(now).Wire(), promise.Basis, promise.Confidence?.Wire(),
        page.Time(promise.EndedAt), promise.SuccessorId);

    /// <summary>Reads one; null when it lacks what it needs, which is then among the errors.</summary>
    public static PromiseDraft? Read(RequestFields fields, ApiPage page)
    {
        var kind = fields.Word<PromiseKind>("kind");
        var due = fields.Moment("due", page.Site.Zone);
        var basis = fields.Text("basis");
        var confidence = fields.Word<Confidence>("confidence");
        foreach (var name in new[] { "kind", "due" }.Where(n => !fields.HasText(n)))
        {
            fields.Refuse(name, "must be given.");
        }

        return kind is { } k && due is { } d ? new(k, d, string.IsNullOrEmpty(basis) ? null : basis, confidence) : null;
    }

    /// <summary>The list that comes with an update: what is wrong with one is said of that one.</summary>
    public static IReadOnlyList<PromiseDraft> List(RequestFields incident, ApiPage page, DateTimeOffset now)
    {
        var drafts = new List<PromiseDraft>();
        foreach (var fields in incident.Objects("promises", Most) ?? [])
        {
            if (Read(fields, page) is { } draft)
            {
                Check(fields, draft, now);
                drafts.Add(draft);
            }
        }

        return drafts;
    }

    private static void Check(RequestFields fields, PromiseDraft draft, DateTimeOffset now)
    {
        try
        {
            draft.Validate(now);
        }
        catch (InvalidInputException e)
        {
            foreach (var error in e.Errors)
            {
                fields.Refuse(error.Field["promise.".Length..], error.Message);
            }
        }
    }
}
