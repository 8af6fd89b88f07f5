using System.Text;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Text;
using StatusPage.Promises;
using StatusPage.Recovery;

namespace StatusPage.Reports;

/// <summary>The beginning of a report, in Markdown: what the rows know of an incident, so that its author has only the rest to write.</summary>
internal sealed class ReportOutline
{
    // What is longer is on the incident's page; an author shortens anyway, and the whole has to fit into a report.
    private const int LongestLine = 200, MostUpdates = 150, MostLines = 40;

    private readonly Texts words;
    private readonly TimeZoneInfo zone;
    private readonly StringBuilder text = new();

    private ReportOutline(TimeZoneInfo zone, string language)
    {
        this.zone = zone;
        words = Texts.Of<ReportTexts>(language);
    }

    public static string Of(Incident incident, IReadOnlyList<Promise> promises, RecoveryPlan? plan, TimeZoneInfo zone, string language)
    {
        var outline = new ReportOutline(zone, language);
        outline.Happened(incident);
        outline.Timeline(incident);
        outline.Promised(promises);
        outline.Planned(plan);
        outline.Checked(incident);
        outline.Heading("next");
        outline.Line(outline.words["next.write"]);
        return outline.text.ToString().TrimEnd() + "\n";
    }

    private void Happened(Incident incident)
    {
        Heading("happened");
        Line(incident.ResolvedAt is { } end
            ? words["happened.over", Plain(incident.Name), Moment(incident.StartedAt), Moment(end), MomentText.Span(end - incident.StartedAt, words.Language)]
            : words["happened.open", Plain(incident.Name), Moment(incident.StartedAt)]);
        Item("cannot", incident.Fields.EffectCannot);
        Item("can", incident.Fields.EffectCan);
        Item("affected", string.Join(", ", incident.Updates.SelectMany(u => u.Down).Select(d => d.Name).Distinct().Take(MostLines)));
        Line("");
        Line(words["happened.write"]);
    }

    private void Timeline(Incident incident)
    {
        Heading("timeline");
        foreach (var update in incident.Updates.Take(MostUpdates))
        {
            Line(words["timeline.line", Moment(update.DisplayAt), words[$"status.{update.Status.Wire()}"], Plain(update.Body)]);
        }

        if (incident.Updates.Count > MostUpdates)
        {
            Line(words["timeline.more", incident.Updates.Count - MostUpdates]);
        }
    }

    /// <summary>Next words are many: those that came in time are a number, and only the others are named.</summary>
    private void Promised(IReadOnlyList<Promise> promises)
    {
        var next = promises.Where(p => p.Kind == PromiseKind.NextUpdate).ToList();
        var lines = PromiseLine.Of(promises.Where(p => p.Kind != PromiseKind.NextUpdate));
        if (promises.Count == 0)
        {
            return;
        }

        Heading("promised");
        if (next.Count > 0)
        {
            Line(words["promised.next", next.Count, Ended(next, Ending.Kept) + Ended(next, Ending.Replaced), Ended(next, Ending.KeptLate), Ended(next, Ending.Broken)]);
        }

        foreach (var promise in next.Where(p => p.Ending is Ending.KeptLate or Ending.Broken).Take(MostLines))
        {
            Line(words["promised.line", words["kind.next_update"], Moment(promise.Due), End(promise)]);
        }

        foreach (var line in lines.Take(MostLines))
        {
            Line(words["promised.line", words[$"kind.{line.Kind.Wire()}"], string.Join(words["then"], line.Said.TakeLast(10).Select(p => Moment(p.Due))), End(line.Current)]);
        }
    }

    private void Planned(RecoveryPlan? plan)
    {
        if (plan is null)
        {
            return;
        }

        Heading("plan");
        var steps = PlanWords.In(words.Language);
        foreach (var phase in plan.Phases)
        {
            Line($"## {steps.Phase(phase.Key)}\n");
            foreach (var step in phase)
            {
                Line(steps.Line(step) + (step is { StartedAt: { } from, FinishedAt: { } until } ? $" ({Moment(from)} – {Moment(until)})" : ""));
            }

            Line("");
        }
    }

    private void Checked(Incident incident)
    {
        if (incident.Recovery is not { } stated)
        {
            return;
        }

        var said = stated.Statement;
        Heading("checked");
        Item("checked.by", said.FunctionalityCheckedBy);
        Item("checked.how", said.FunctionalityCheckedHow);
        Item("checked.data", said.DataChecked);
        Item("checked.loss", said is { IsNothingLost: false, DataLossFrom: { } from, DataLossUntil: { } until }
            ? $"{Plain(said.DataLoss)} ({Moment(from)} – {Moment(until)})"
            : words["checked.loss.none"]);
        foreach (var down in stated.StayingDown.Take(MostLines))
        {
            Line($"- {words["checked.down", Plain(down.Name), Plain(down.Reason)]}");
        }
    }

    private string End(Promise promise) => promise.Ending is { } ending
        ? words[$"ending.{ending.Wire()}", Moment(promise.EndedAt ?? promise.Due)]
        : words["ending.open"];

    private void Heading(string key) => text.Append(text.Length == 0 ? "" : "\n").Append("# ").Append(words[$"heading.{key}"]).Append("\n\n");

    private void Item(string key, string? said)
    {
        if (!string.IsNullOrWhiteSpace(said))
        {
            Line($"- {words[$"item.{key}"]}: {Plain(said)}");
        }
    }

    private void Line(string line) => text.Append(line).Append('\n');

    private string Moment(DateTimeOffset at) => $"{MomentText.DayAndClock(at, zone, words.Language)} {MomentText.ZoneName(zone, at)}";

    private static int Ended(IEnumerable<Promise> promises, Ending ending) => promises.Count(p => p.Ending == ending);

    private static string Plain(string markdown)
    {
        var line = Markdown.ToPlainLine(markdown);
        return line.Length <= LongestLine ? line : $"{line[..(char.IsHighSurrogate(line[LongestLine - 1]) ? LongestLine - 1 : LongestLine)].TrimEnd()}…";
    }
}
