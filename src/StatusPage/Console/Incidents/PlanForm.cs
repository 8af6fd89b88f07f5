using System.Globalization;
using System.Text.RegularExpressions;
using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Recovery;

namespace StatusPage.Console.Incidents;

/// <summary>One step as its row of the form holds it; what it waits for as it was typed.</summary>
internal sealed record PlanRow(string Id, PlanPhase Phase, string Title, string Owner, string Waits, string Criterion, IReadOnlyList<string> Components)
{
    public bool IsEmpty => Id.Length + Title.Length + Owner.Length + Waits.Length + Criterion.Length == 0 && Components.Count == 0;
}

/// <summary>The form of a plan: rows that are added, moved and taken out without losing what was typed in the others.</summary>
internal sealed partial record PlanForm(IReadOnlyList<PlanRow> Rows)
{
    public const string Edition = "edition";

    // More rows than a plan may have are read, so that the reason can be said; beyond that somebody plays with the form.
    private const int MostRows = PlanDraft.MostSteps * 2;

    public static PlanForm Of(PlanDraft draft) => new([.. draft.Steps.Select(s => new PlanRow(
        s.Id ?? "", s.Phase, s.Title, s.Owner ?? "", string.Join(", ", s.WaitsFor), s.ExitCriterion ?? "", s.ComponentIds))]);

    public static PlanForm From(IFormCollection form)
    {
        var rows = new List<PlanRow>();
        for (var n = 1; n <= MostRows && form.ContainsKey(Name(n, "title")); n++)
        {
            string Text(string field) => IncidentForm.Text(form, Name(n, field));
            rows.Add(new(
                Text("id"), Wire<PlanPhase>.TryParse(Text("phase"), out var phase) ? phase : PlanPhase.Recovery, Text("title"), Text("owner"), Text("waits_for"),
                Text("exit_criterion"), [.. form[Name(n, "components")].OfType<string>()]));
        }

        return new(rows);
    }

    /// <summary>The name of a row's field, which is also what the capability calls it.</summary>
    public static string Name(int number, string field) => string.Create(CultureInfo.InvariantCulture, $"plan.steps.{number}.{field}");

    /// <summary>With an empty row at the end, in the phase of the last one.</summary>
    public PlanForm WithRow() => new([.. Rows, new("", Rows.Count > 0 ? Rows[^1].Phase : PlanPhase.Activation, "", "", "", "", [])]);

    /// <summary>With one row a place higher or lower; at the end it stays.</summary>
    public PlanForm Moved(int number, int by)
    {
        var places = Enumerable.Range(0, Rows.Count).ToList();
        var (from, to) = (number - 1, number - 1 + by);
        if (from >= 0 && from < places.Count && to >= 0 && to < places.Count)
        {
            (places[from], places[to]) = (places[to], places[from]);
        }

        return Arranged(places);
    }

    public PlanForm Without(int number) => Arranged([.. Enumerable.Range(0, Rows.Count).Where(i => i != number - 1)]);

    /// <summary>Without rows in which nothing was written.</summary>
    public PlanForm Filled() => Arranged([.. Enumerable.Range(0, Rows.Count).Where(i => !Rows[i].IsEmpty)]);

    /// <exception cref="InvalidInputException">What a step waits for is not said in numbers.</exception>
    public PlanDraft ToDraft()
    {
        var wrong = Rows.Select((r, i) => (r.Waits, Number: i + 1)).Where(r => !Numbers().IsMatch(r.Waits))
            .Select(r => new FieldError(Name(r.Number, "waits_for"), "must be numbers of steps, such as 1, 3.")).ToList();
        if (wrong.Count > 0)
        {
            throw new InvalidInputException(wrong);
        }

        return new([.. Rows.Select(r => new PlanStepDraft
        {
            Id = r.Id.Length > 0 ? r.Id : null, Phase = r.Phase, Title = r.Title, Owner = r.Owner, ExitCriterion = r.Criterion, ComponentIds = r.Components,
            WaitsFor = [.. Number().Matches(r.Waits).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture))],
        })]);
    }

    /// <summary>The rows in other places; numbers that were typed go with the steps they named.</summary>
    private PlanForm Arranged(List<int> places)
    {
        string Renumbered(string waits) => Separators().Replace(
            Number().Replace(waits, m => int.TryParse(m.Value, CultureInfo.InvariantCulture, out var old) && old >= 1 && old <= Rows.Count
                ? places.IndexOf(old - 1) is >= 0 and var next ? (next + 1).ToString(CultureInfo.InvariantCulture) : ""
                : m.Value), ", ").Trim(' ', ',');
        return new([.. places.Select(p => Rows[p] with { Waits = Renumbered(Rows[p].Waits) })]);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\s*(?:[0-9]{1,4}(?:[\s,]+[0-9]{1,4})*[\s,]*)?$")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(?:\s*,)+\s*")]
    private static partial Regex Separators();
}
