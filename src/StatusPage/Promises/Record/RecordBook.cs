using StatusPage.Incidents;
using StatusPage.Platform;

namespace StatusPage.Promises.Record;

/// <summary>Entries added up, one after the other, into what the record says in figures. Nothing else is asked.</summary>
internal sealed class RecordBook
{
    private readonly Dictionary<string, Story> stories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Said> promises = new(StringComparer.Ordinal);

    /// <summary>How many entries are in it.</summary>
    public long Entries { get; private set; }

    /// <summary>The hash of the last.</summary>
    public string Head { get; private set; } = RecordChain.Origin;

    public static RecordBook Of(IEnumerable<ChainedEntry> entries)
    {
        var book = new RecordBook();
        foreach (var entry in entries)
        {
            book.Add(entry);
        }

        return book;
    }

    /// <summary>One that cannot be read adds to nothing; that it was altered is for the check to say.</summary>
    public void Add(ChainedEntry entry)
    {
        (Entries, Head) = (entry.Seq, entry.Hash);
        if (RecordFact.Parse(entry.Entry) is { } fact)
        {
            Add(fact);
        }
    }

    /// <param name="zone">Whose quarters.</param>
    /// <param name="now">What is due by then and open is overdue.</param>
    public RecordSummary Summary(TimeZoneInfo zone, DateTimeOffset now)
    {
        var byIncident = promises.Values.ToLookup(p => p.IncidentId);
        var incidents = stories.Values.Select(s => s.ToRecord(byIncident[s.Id], now)).OrderByDescending(i => i.StartedAt).ThenBy(i => i.Id, StringComparer.Ordinal).ToList();
        var incidentsOf = incidents.ToLookup(i => Quarter.Of(i.StartedAt, zone));
        var promisesOf = promises.Values.ToLookup(p => Quarter.Of(p.MadeAt, zone));
        var quarters = incidentsOf.Select(g => g.Key).Union(promisesOf.Select(g => g.Key)).OrderDescending()
            .Select(q => new QuarterRecord(q, Figures([.. incidentsOf[q]], [.. promisesOf[q]], now)));
        return new(Entries, Head, Figures(incidents, promises.Values, now), [.. quarters], incidents)
        {
            NextDue = promises.Values.Where(p => p.Ending is null && p.Due > now).Min(p => (DateTimeOffset?)p.Due),
        };
    }

    private static RecordFigures Figures(List<IncidentRecord> incidents, IReadOnlyCollection<Said> promises, DateTimeOffset now) => new(
        incidents.Count,
        Count(promises, now),
        Count(promises.Where(p => p.Kind == PromiseKind.Report), now),
        incidents.Sum(i => i.Silences),
        Spans.Of(incidents.Select(i => i.UntilFirstNotice)),
        Spans.Of(incidents.SelectMany(i => i.Recoveries).Select(r => r.UntilAllTold)));

    private static PromiseCount Count(IEnumerable<Said> promises, DateTimeOffset now)
    {
        var count = new PromiseCount(0, 0, 0, 0, 0, 0);
        foreach (var promise in promises)
        {
            count = promise.Ending switch
            {
                Ending.Kept => count with { Kept = count.Kept + 1 },
                Ending.KeptLate => count with { KeptLate = count.KeptLate + 1 },
                Ending.Broken => count with { Broken = count.Broken + 1 },
                Ending.Replaced => count with { Replaced = count.Replaced + 1 },
                _ when promise.Due <= now => count with { Overdue = count.Overdue + 1 },
                _ => count with { Open = count.Open + 1 },
            };
        }

        return count;
    }

    private void Add(RecordFact fact)
    {
        if (fact.Kind == "started")
        {
            stories.TryAdd(fact.IncidentId, new(fact.IncidentId, fact.Time("started_at") ?? fact.At));
        }

        // What began before the record did has no start in it, but what was promised of it counts.
        var story = stories.GetValueOrDefault(fact.IncidentId);
        switch (fact.Kind)
        {
            case "promise_made" when fact["promise"] is { } id && Wire<PromiseKind>.TryParse(fact["what"], out var kind) && fact.Time("due") is { } due:
                promises[id] = new(fact.IncidentId, kind, fact.At, due);
                break;
            case "promise_ended" when fact["promise"] is { } id && promises.TryGetValue(id, out var promise) && Wire<Ending>.TryParse(fact["ending"], out var ending):
                promises[id] = promise with { Ending = ending };
                break;
            default:
                story?.Add(fact);
                break;
        }
    }

    private sealed record Said(string IncidentId, PromiseKind Kind, DateTimeOffset MadeAt, DateTimeOffset Due)
    {
        public Ending? Ending { get; init; }
    }

    private sealed class Story(string id, DateTimeOffset startedAt)
    {
        private readonly List<(string? Update, RecoveryRecord Record)> recoveries = [];
        private int silences;
        private DateTimeOffset? firstNoticeAt, reportPublishedAt;
        private string? mergedInto;

        public string Id => id;

        public void Add(RecordFact fact)
        {
            switch (fact.Kind)
            {
                case "silence":
                    silences++;
                    break;
                case "first_notice":
                    firstNoticeAt ??= fact.At;
                    break;
                case "recovered":
                    recoveries.Add((fact["update"], new(fact.Time("recovered_at") ?? fact.At)));
                    break;
                case "all_told" when recoveries.FindLastIndex(r => r.Update == fact["update"]) is >= 0 and var i:
                    recoveries[i] = (recoveries[i].Update, recoveries[i].Record with { IsPaid = true, Told = fact.Number("told"), AllToldAt = fact.Time("told_at") });
                    break;
                case "report_published":
                    reportPublishedAt ??= fact.At;
                    break;
                case "merged":
                    mergedInto = fact["into"];
                    break;
            }
        }

        public IncidentRecord ToRecord(IEnumerable<Said> promises, DateTimeOffset now)
        {
            var own = promises.ToList();
            var report = own.LastOrDefault(p => p.Kind == PromiseKind.Report);
            return new(id, startedAt, Count(own, now), silences, firstNoticeAt, [.. recoveries.Select(r => r.Record)])
            {
                ReportDue = report?.Due, ReportEnding = report?.Ending, ReportPublishedAt = reportPublishedAt, MergedInto = mergedInto,
            };
        }
    }
}
