using System.Text.Json;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Promises;
using StatusPage.Recovery;

namespace StatusPage.Publishing.Documents;

/// <summary>Ours, beside Statuspage's documents: how an incident is recovered from, what was promised about it, and what is owed, in numbers.</summary>
internal sealed class RecoveryDocument(Site site, Catalogue catalogue)
{
    public byte[] Of(Incident incident, IncidentFacts facts, DateTimeOffset now) => new StatusDocuments(site, catalogue).Body(json =>
    {
        json.WriteStartObject("incident");
        json.WriteString("id", incident.Id);
        json.WriteString("name", incident.Name);
        json.WriteString("status", incident.Status.Wire());
        json.WriteTime("started_at", incident.StartedAt, site.Zone);
        json.WriteTime("resolved_at", incident.ResolvedAt, site.Zone);
        json.WriteString("shortlink", $"{site.Url}/incidents/{incident.Id}");
        json.WriteEndObject();
        WritePlan(json, facts.Plan);
        WritePromises(json, facts.Promises, now);
        WriteLate(json, incident, facts, now);
        WriteStatement(json, incident);
        WriteOwed(json, facts.Owed);
    });

    /// <summary>What was checked before it was called over: null while it goes on, and where nobody said. What stayed down then stands beside it either way.</summary>
    private void WriteStatement(Utf8JsonWriter json, Incident incident)
    {
        if (incident.Recovery is { Statement: var said } stated)
        {
            json.WriteStartObject("statement");
            json.WriteString("functionality_checked_by", said.FunctionalityCheckedBy);
            json.WriteString("functionality_checked_how", said.FunctionalityCheckedHow);
            json.WriteString("data_checked", said.DataChecked);
            json.WriteString("data_loss", said.DataLoss);
            json.WriteTime("data_loss_from", said.DataLossFrom, site.Zone);
            json.WriteTime("data_loss_until", said.DataLossUntil, site.Zone);
            json.WriteNumber("version", stated.Version);
            json.WriteTime("stated_at", stated.StatedAt, site.Zone);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("statement");
        }

        var reasons = incident.Recovery?.Statement.StaysDown;
        WriteAll(json, "stays_down", incident.IsResolved ? incident.Latest.Down : [], down =>
        {
            json.WriteStartObject();
            json.WriteString("id", down.ComponentId);
            json.WriteString("name", down.Name);
            json.WriteString("status", down.NewStatus.Wire());
            json.WriteString("reason", reasons?.GetValueOrDefault(down.ComponentId));
            json.WriteEndObject();
        });
    }

    private void WritePlan(Utf8JsonWriter json, RecoveryPlan? plan)
    {
        if (plan is null)
        {
            json.WriteNull("plan");
            return;
        }

        json.WriteStartObject("plan");
        json.WriteNumber("version", plan.Version);
        json.WriteTime("published_at", plan.PublishedAt, site.Zone);
        WriteNumber(json, "current_step", plan.Current?.Number);
        json.WriteNumber("finished", plan.Finished);
        json.WriteStartArray("steps");
        foreach (var step in plan.Steps)
        {
            WriteStep(json, step, plan);
        }

        json.WriteEndArray();
        json.WriteStartArray("changes");
        foreach (var change in plan.Changes)
        {
            json.WriteStartObject();
            json.WriteString("kind", change.Kind.Wire());
            json.WriteNumber("number", change.Number);
            json.WriteString("title", change.Title);
            WriteNumber(json, "former_number", change.FormerNumber);
            json.WriteString("former_title", change.FormerTitle);
            WriteAll(json, "parts", change.Parts, part => json.WriteStringValue(part.Wire()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteStep(Utf8JsonWriter json, PlanStep step, RecoveryPlan plan)
    {
        json.WriteStartObject();
        json.WriteString("id", step.Id);
        json.WriteNumber("number", step.Number);
        json.WriteString("phase", step.Phase.Wire());
        json.WriteString("title", step.Title);
        json.WriteString("owner", step.Owner);
        WriteAll(json, "waits_for", plan.NumbersOf(step.WaitsFor), json.WriteNumberValue);
        json.WriteString("exit_criterion", step.ExitCriterion);
        WriteAll(json, "components", catalogue.Components.Where(c => step.ComponentIds.Contains(c.Id)), component =>
        {
            json.WriteStartObject();
            json.WriteString("id", component.Id);
            json.WriteString("name", catalogue.FullName(component));
            json.WriteEndObject();
        });
        json.WriteString("state", step.State.Wire());
        json.WriteString("reason", step.Reason);
        json.WriteTime("started_at", step.StartedAt, site.Zone);
        json.WriteTime("finished_at", step.FinishedAt, site.Zone);
        json.WriteEndObject();
    }

    /// <summary>Each promise with those it took the place of, oldest first.</summary>
    private void WritePromises(Utf8JsonWriter json, IReadOnlyList<Promise> promises, DateTimeOffset now) =>
        WriteAll(json, "promises", PromiseLine.Of(promises), line =>
        {
            json.WriteStartObject();
            json.WriteString("kind", line.Kind.Wire());
            json.WriteTime("due_at", line.Current.Due, site.Zone);
            json.WriteString("state", line.Current.State(now).Wire());
            json.WriteNumber("moves", line.Moves);
            WriteAll(json, "said", line.Said, promise =>
            {
                json.WriteStartObject();
                json.WriteString("id", promise.Id);
                json.WriteTime("made_at", promise.MadeAt, site.Zone);
                json.WriteTime("due_at", promise.Due, site.Zone);
                json.WriteString("basis", promise.Basis);
                json.WriteString("confidence", promise.Confidence?.Wire());
                json.WriteString("state", promise.State(now).Wire());
                json.WriteTime("ended_at", promise.EndedAt, site.Zone);
                json.WriteString("replaced_by", promise.SuccessorId);
                json.WriteEndObject();
            });
            json.WriteEndObject();
        });

    /// <summary>What was promised by now and has not come, each in a sentence. A next update that nobody gave stays here after the service said so itself.</summary>
    private void WriteLate(Utf8JsonWriter json, Incident incident, IncidentFacts facts, DateTimeOffset now)
    {
        var view = new Pages.PageContext(site, "en", ["en"], now);
        WriteAll(json, "late", Pages.LateLines.Of(incident, facts, now), late =>
        {
            json.WriteStartObject();
            json.WriteString("kind", late.Kind.Wire());
            json.WriteTime("due_at", late.Due, site.Zone);
            json.WriteString("message", Pages.PromiseWords.Late(late.Kind, late.Due, view));
            json.WriteEndObject();
        });
    }

    private static void WriteOwed(Utf8JsonWriter json, Totals? owed)
    {
        if (owed is null)
        {
            json.WriteNull("owed");
            return;
        }

        json.WriteStartObject("owed");
        json.WriteNumber("told", owed.Told);
        json.WriteNumber("recovered", owed.Recovered);
        json.WriteNumber("owed", owed.Owed);
        json.WriteNumber("released", owed.Released);
        json.WriteNumber("exhausted", owed.Exhausted);
        json.WriteNumber("written_off", owed.WrittenOff);
        json.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
