using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;
using StatusPage.Promises.Record;
using StatusPage.Publishing.Documents;
using StatusPage.Reports;

namespace StatusPage.Publishing;

/// <summary>
/// What is old and rarely read: rendered when first asked for, kept until the site's version rises or its day turns, bounded in number and bytes.
/// However many ask for however much, only a few are rendered at a time, and what does not exist takes no place.
/// </summary>
internal sealed class Demand(Database database, PublicationBuilder builder, RecordReader records, SiteOptions options, TimeProvider time) : IDisposable
{
    internal const int MostKept = 200;
    internal const long MostBytes = 48 * 1024 * 1024;
    private const int AtOnce = 2;
    private const int MostWaiting = 64;

    // To find that there is no such incident costs one look at an index: it has a way of its own, so that a flood of made-up
    // addresses keeps nobody from what exists, nor takes all of the database's connections.
    private const int LooksAtOnce = 4;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(AtOnce);
    private readonly SemaphoreSlim looks = new(LooksAtOnce);
    private readonly ConcurrentDictionary<string, Lazy<Task<Shelved?>>> rendering = new(StringComparer.Ordinal);
    private readonly Lock shelving = new();
    private volatile Shelf shelf = new(default);
    private int waiting;

    public int Kept => shelf.Items.Count;

    public bool TryGet(string path, Publication publication, [NotNullWhen(true)] out Published? published)
    {
        var here = shelf;
        if (here.Of == Moment.Of(publication) && here.ByPath.TryGetValue(path, out var item) && !(item.Until <= time.Now()))
        {
            item.LastUsed = Environment.TickCount64;
            published = item.Answers[path];
            return true;
        }

        published = null;
        return false;
    }

    /// <returns>Null when there is no such thing.</returns>
    /// <exception cref="TooMuchDemandException">Too many are waiting already.</exception>
    public async Task<Published?> Render(string path, Publication publication)
    {
        if (DemandPath.Parse(path, options.Languages) is not { } wanted || !await Exists(wanted, publication.Snapshot))
        {
            return null;
        }

        // One rendering for all who ask at the same time, whatever the language and form.
        var key = $"{Moment.Of(publication)}{wanted.Key}";
        var once = rendering.GetOrAdd(key, _ => new(() => Render(wanted, publication)));
        try
        {
            return await once.Value is { } item && item.Answers.TryGetValue(path, out var published) ? published : null;
        }
        finally
        {
            rendering.TryRemove(new(key, once));
        }
    }

    public void Dispose()
    {
        gate.Dispose();
        looks.Dispose();
    }

    private async Task<Shelved?> Render(DemandPath wanted, Publication publication)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > MostWaiting)
            {
                throw new TooMuchDemandException();
            }

            await gate.WaitAsync();
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }

        try
        {
            if (await Make(wanted, publication.Snapshot) is { } item)
            {
                Keep(item, Moment.Of(publication));
                return item;
            }

            return null;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Shelved?> Make(DemandPath wanted, SiteSnapshot snapshot)
    {
        var now = time.Now();
        if (wanted is { IncidentId: { } of, ReportVersion: { } version })
        {
            return await Report(snapshot, of, version, now);
        }

        if (wanted.IncidentId is { } id)
        {
            return await database.Read(async session => await IncidentStore.Find(session, id) is { } found
                ? (Incident: found, Facts: (await IncidentFacts.Read(session, [found]))[id] with { Owed = await LedgerStore.Totals(session, id) })
                : default) is { Incident: { } incident, Facts: var facts }
                ? new(await builder.Incident(snapshot, incident, facts, now)) { Until = facts.NextDue(now) }
                : null;
        }

        if (wanted.EntryPage is { } page)
        {
            var entries = await database.Read(session => RecordStore.After(session, (page - 1L) * RecordDocument.PageSize, RecordDocument.PageSize));
            return entries.Count == 0 ? null : new(PublicationBuilder.Entries(wanted.Key, entries));
        }

        var zone = snapshot.Site.Zone;
        if (wanted.IsRecord)
        {
            var record = await records.Summary(zone, now);
            var names = await database.Read(session => IncidentStore.Names(session, [.. record.Incidents.Take(RecordDocument.MostIncidents).Select(i => i.Id)]));
            return new(await builder.Record(snapshot, record, names, now)) { Until = record.NextDue };
        }

        var first = wanted.Month ?? MonthOf(snapshot.At, zone);
        var incidents = await database.Read(session =>
            IncidentStore.Between(session, Uptime.Midnight(first, zone), Uptime.Midnight(first.AddMonths(1), zone)));
        var reports = await database.Read(session => ReportStore.Published(session, [.. incidents.Select(i => i.Id)]));
        return new(await builder.Month(snapshot, wanted.Key, first, incidents, reports, now));
    }

    private async Task<Shelved?> Report(SiteSnapshot snapshot, string incidentId, int version, DateTimeOffset now)
    {
        var (incident, book) = await database.Read(async session => (await IncidentStore.Find(session, incidentId), await ReportStore.Book(session, incidentId)));
        var report = version == 0 ? book.Published : book.Readable.FirstOrDefault(r => r.Number == version);
        return incident is null || report is null ? null : new(await builder.Report(snapshot, incident, book, report, version, now));
    }

    /// <summary>Only months of the site's life exist; asking for others costs nothing.</summary>
    private async Task<bool> Exists(DemandPath wanted, SiteSnapshot snapshot)
    {
        if (wanted is { IncidentId: { } of, ReportVersion: { } version })
        {
            return await Look(session => ReportStore.IsReadable(session, of, version));
        }

        if (wanted.IncidentId is { } id)
        {
            return snapshot.Recent.Any(i => i.Id == id) || await Look(session => IncidentStore.Exists(session, id));
        }

        if (wanted.EntryPage is { } page)
        {
            return await Look(async session => await RecordStore.Count(session) > (page - 1L) * RecordDocument.PageSize);
        }

        return wanted.Month is not { } month
            || (month <= MonthOf(snapshot.At, snapshot.Site.Zone) && month >= MonthOf(snapshot.Oldest ?? snapshot.At, snapshot.Site.Zone));
    }

    private async Task<bool> Look(Func<DbSession, Task<bool>> exists)
    {
        if (!await looks.WaitAsync(LongestLook))
        {
            throw new TooMuchDemandException();
        }

        try
        {
            return await database.Read(exists);
        }
        finally
        {
            looks.Release();
        }
    }

    private static DateOnly MonthOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return new(local.Year, local.Month, 1);
    }

    private void Keep(Shelved item, Moment of)
    {
        lock (shelving)
        {
            if (of.IsAfter(shelf.Of))
            {
                shelf = new(of);
            }
            else if (of != shelf.Of)
            {
                return;
            }

            foreach (var former in item.Answers.Keys.Select(p => shelf.ByPath.GetValueOrDefault(p)).OfType<Shelved>().Distinct().ToList())
            {
                shelf.Remove(former);
            }

            while (shelf.Items.Count > 0 && (shelf.Items.Count >= MostKept || shelf.Bytes + item.Bytes > MostBytes))
            {
                shelf.Remove(shelf.Items.MinBy(i => i.LastUsed)!);
            }

            shelf.Add(item);
        }
    }

    /// <summary>What old pages depend on: the site's version, and the day, since they say "today" and the history begins with this month.</summary>
    private readonly record struct Moment(long Version, DateOnly Day)
    {
        public static Moment Of(Publication publication) => new(publication.Version, publication.Day);

        public bool IsAfter(Moment other) => Version > other.Version || (Version == other.Version && Day > other.Day);
    }

    private sealed class Shelf(Moment of)
    {
        public Moment Of => of;

        public ConcurrentDictionary<string, Shelved> ByPath { get; } = new(StringComparer.Ordinal);

        public HashSet<Shelved> Items { get; } = [];

        public long Bytes { get; private set; }

        public void Add(Shelved item)
        {
            Items.Add(item);
            Bytes += item.Bytes;
            foreach (var path in item.Answers.Keys)
            {
                ByPath[path] = item;
            }
        }

        public void Remove(Shelved item)
        {
            Items.Remove(item);
            Bytes -= item.Bytes;
            foreach (var path in item.Answers.Keys)
            {
                ByPath.TryRemove(new(path, item));
            }
        }
    }

    private sealed class Shelved(IReadOnlyDictionary<string, Published> answers)
    {
        public IReadOnlyDictionary<string, Published> Answers => answers;

        public long Bytes { get; } = answers.Values.SelectMany(a => a.ByLanguage).Select(r => r.Body).Distinct()
            .Sum(b => (long)b.Identity.Length + b.Gzip.Length + b.Brotli.Length);

        /// <summary>When what it says of the present is no longer true although nothing changed: a promise comes due.</summary>
        public DateTimeOffset? Until { get; init; }

        public long LastUsed { get; set; } = Environment.TickCount64;
    }
}

/// <summary>More old pages are asked for at once than this machine renders; who asks may come back.</summary>
internal sealed class TooMuchDemandException() : Exception("Too many old pages are being rendered.");
