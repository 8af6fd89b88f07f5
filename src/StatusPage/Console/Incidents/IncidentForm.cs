using System.Globalization;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Incidents;

/// <summary>Reads the form of an incident and its update. Fields are named as the capability names them in its refusals.</summary>
internal static class IncidentForm
{
    public const string ComponentPrefix = "component.";

    /// <summary>The last update that stood on the page the form was written on.</summary>
    public const string AfterSeq = "after";

    public static readonly IReadOnlyList<int> QuickMinutes = [15, 30, 60];

    public static IncidentFields Fields(IFormCollection form) => new()
    {
        Name = Text(form, "incident.name"),
        EffectCannot = Optional(form, "incident.effect_cannot"),
        EffectCan = Optional(form, "incident.effect_can"),
        ImpactOverride = Choice<Impact>(form, "incident.impact_override"),
    };

    /// <summary>The update as posted. A recovery says what was checked, but for one of the past. With a recovery, attached components that were left alone work again when that is ticked.</summary>
    /// <param name="form">What was posted.</param>
    /// <param name="attached">The components of the incident so far; null when there is none yet.</param>
    /// <param name="zone">The page's.</param>
    /// <param name="now">From when minutes count.</param>
    /// <param name="catalogue">The components as they are.</param>
    public static UpdateDraft Draft(IFormCollection form, IReadOnlyList<string>? attached, TimeZoneInfo zone, DateTimeOffset now, Catalogue catalogue)
    {
        var status = Choice<IncidentStatus>(form, "incident.status") ?? throw new InvalidInputException("incident.status", "must be given.");
        var components = Components(form);
        if (status == IncidentStatus.Resolved && form.ContainsKey("all_work"))
        {
            foreach (var id in components.Keys.Concat(attached ?? []).ToList())
            {
                components[id] = ComponentStatus.Operational;
            }
        }

        return new()
        {
            Status = status,
            AfterSeq = attached is null ? null : Seq(form),
            Body = Text(form, "incident.body"),
            Components = components,
            DeliverNotifications = !form.ContainsKey("quiet"),
            NextUpdateBy = status == IncidentStatus.Resolved ? null : NextUpdateBy(form, "next", zone, now),
            Promises = PromiseForm.Read(form, status, zone, now),
            NoReport = PromiseForm.NoReport(form, status),
            Recovery = status == IncidentStatus.Resolved && (!form.ContainsKey("backdated") || RecoveryForm.IsFilled(form, RecoveryForm.WithUpdate))
                ? RecoveryForm.Read(form, RecoveryForm.WithUpdate, RecoveryForm.DownAfter(components, catalogue), zone)
                : null,
            DisplayAt = form.ContainsKey("backdated")
                ? LocalTime.Parse("incident.backfill_date", form["incident.backfill_date"], zone) ?? throw new InvalidInputException("incident.backfill_date", "must be given.")
                : null,
        };
    }

    /// <summary>What a form says it followed; a forged one follows nothing.</summary>
    public static int Seq(IFormCollection form) => int.TryParse(form[AfterSeq], NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : 0;

    /// <summary>The effect as the form of an update says it. What was not touched in the form stays, even if it was changed elsewhere since.</summary>
    public static Func<IncidentFields, IncidentFields> Effect(IFormCollection form) => was => was with
    {
        EffectCannot = IsTouched(form, "incident.effect_cannot") ? Optional(form, "incident.effect_cannot") : was.EffectCannot,
        EffectCan = IsTouched(form, "incident.effect_can") ? Optional(form, "incident.effect_can") : was.EffectCan,
    };

    public static string ShownName(string name) => "shown." + name;

    private static bool IsTouched(IFormCollection form, string name) => form.ContainsKey(name) && Text(form, name) != Text(form, ShownName(name));

    /// <summary>The components named, each with its new status.</summary>
    public static Dictionary<string, ComponentStatus> Components(IFormCollection form) => form.Keys
        .Where(k => k.StartsWith(ComponentPrefix, StringComparison.Ordinal))
        .Select(k => (Id: k[ComponentPrefix.Length..], Status: Choice<ComponentStatus>(form, k)))
        .Where(c => c.Status is not null)
        .ToDictionary(c => c.Id, c => c.Status!.Value, StringComparer.Ordinal);

    /// <summary>Minutes from now or a moment; null leaves it to the settings.</summary>
    public static DateTimeOffset? NextUpdateBy(IFormCollection form, string name, TimeZoneInfo zone, DateTimeOffset now) => form[name].ToString() switch
    {
        "" or "none" => null,
        "at" => LocalTime.Parse("incident.next_update_by", form["incident.next_update_by"], zone) ?? throw new InvalidInputException("incident.next_update_by", "must be given."),
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= 1440 => now.AddMinutes(minutes),
        _ => throw new InvalidInputException("incident.next_update_by", "must be a date and a time such as 2026-11-23T17:30."),
    };

    public static string Text(IFormCollection form, string name) => form[name].ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Trim();

    public static string? Optional(IFormCollection form, string name) => Text(form, name) is { Length: > 0 } text ? text : null;

    public static T? Choice<T>(IFormCollection form, string name) where T : struct, Enum
    {
        var text = Text(form, name);
        if (text.Length == 0)
        {
            return null;
        }

        return Wire<T>.TryParse(text, out var value) ? value : throw new InvalidInputException(name, $"must be one of {Wire<T>.Allowed}.");
    }
}
