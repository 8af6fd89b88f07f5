using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Incidents;

/// <summary>Reads what is promised with an update. Each kind has fields of its own; one whose fields are empty is not promised.</summary>
internal static class PromiseForm
{
    public static string Name(PromiseKind kind, string field) => $"promise.{kind.Wire()}.{field}";

    /// <summary>What is promised: with a recovery the report alone, and nothing of the past.</summary>
    public static IReadOnlyList<PromiseDraft> Read(IFormCollection form, IncidentStatus status, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (form.ContainsKey("backdated"))
        {
            return [];
        }

        PromiseKind[] kinds = status != IncidentStatus.Resolved ? [PromiseKind.Estimate, PromiseKind.EstimateBy, PromiseKind.Plan]
            : form["report"] == "at" ? [PromiseKind.Report] : [];
        return [.. kinds.Where(k => k == PromiseKind.Report || IsFilled(form, k)).Select(k => Read(form, k, zone, now))];
    }

    /// <summary>Whether the form says that no final report will come.</summary>
    public static bool NoReport(IFormCollection form, IncidentStatus status) =>
        status == IncidentStatus.Resolved && form["report"] == "none" && !form.ContainsKey("backdated");

    /// <summary>One promise made by itself, in fields named as the capability names them.</summary>
    public static PromiseDraft ReadOne(IFormCollection form, TimeZoneInfo zone) => new(
        IncidentForm.Choice<PromiseKind>(form, "promise.kind") ?? throw new InvalidInputException("promise.kind", "must be given."),
        LocalTime.Parse("promise.due", form["promise.due"], zone) ?? throw new InvalidInputException("promise.due", "must be given."),
        IncidentForm.Optional(form, "promise.basis"), IncidentForm.Choice<Confidence>(form, "promise.confidence"));

    private static bool IsFilled(IFormCollection form, PromiseKind kind) =>
        new[] { "due", "basis", "confidence" }.Any(f => IncidentForm.Text(form, Name(kind, f)).Length > 0);

    private static PromiseDraft Read(IFormCollection form, PromiseKind kind, TimeZoneInfo zone, DateTimeOffset now)
    {
        var due = LocalTime.Parse(Name(kind, "due"), form[Name(kind, "due")], zone) ?? throw new InvalidInputException(Name(kind, "due"), "must be given.");
        var draft = new PromiseDraft(kind, due, IncidentForm.Optional(form, Name(kind, "basis")), IncidentForm.Choice<Confidence>(form, Name(kind, "confidence")));
        try
        {
            draft.Validate(now);
            return draft;
        }
        catch (InvalidInputException e)
        {
            throw new InvalidInputException([.. e.Errors.Select(x => new FieldError(Name(kind, x.Field["promise.".Length..]), x.Message))]);
        }
    }
}
