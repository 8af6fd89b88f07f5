using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>
/// Takes a list of addresses: one a line, or rows of <c>address,language,scope</c>, where scope is <c>all</c> or ids or names of components
/// and groups separated by semicolons. A header row, quotes, a byte order mark, blank lines and lines that begin with # are understood.
/// </summary>
internal sealed class SubscriptionImport(Database database, SubscriptionRules rules, AuditStore audit, TimeProvider time)
{
    // Long enough to be quick, short enough that posting an update never waits on an import.
    private const int RowsATransaction = 2000;

    /// <summary>
    /// Imports what is good and reports what is not. Rows are committed in chunks: after a failure the same file can be imported again, and
    /// goes on where it stopped.
    /// </summary>
    /// <param name="source">The list; stays open.</param>
    /// <param name="confirmed">Whether the owners agreed already. Otherwise each is sent a confirmation link.</param>
    /// <param name="actor">Who imports.</param>
    /// <param name="cancellation">Stops between chunks; what was committed stays.</param>
    public async Task<ImportResult> Run(TextReader source, bool confirmed, Actor actor, CancellationToken cancellation = default)
    {
        var reader = new ImportReader(source, rules, await database.Read(ImportStore.Names, cancellation));
        var bad = new List<BadRow>();
        var total = new ImportResult(0, 0, 0, bad);
        var chunk = new Dictionary<string, ImportedSubscription>(StringComparer.Ordinal);
        await foreach (var row in reader.Rows(cancellation))
        {
            if (row.Bad is { } problem)
            {
                bad.Add(problem);
            }
            else if (!chunk.TryAdd(row.Address!.Key, new(Ids.New(), row.Address, row.Language, row.Scope)))
            {
                total = total with { AlreadyThere = total.AlreadyThere + 1 };
            }

            if (chunk.Count == RowsATransaction)
            {
                total = Sum(total, await Commit(chunk, confirmed, actor, cancellation));
                chunk.Clear();
            }
        }

        return Sum(total, await Commit(chunk, confirmed, actor, cancellation));
    }

    private Task<ImportResult> Commit(Dictionary<string, ImportedSubscription> chunk, bool confirmed, Actor actor, CancellationToken cancellation) =>
        chunk.Count == 0 ? Task.FromResult(new ImportResult(0, 0, 0, [])) : database.Write(async session =>
        {
            var known = await ImportStore.Known(session, chunk.Keys);
            var news = chunk.Values.Where(r => !known.ContainsKey(r.Address.Key)).ToList();
            var added = await ImportStore.Insert(session, news, confirmed, time.Now());
            var left = known.Count(k => !k.Value);
            if (added > 0)
            {
                session.AddWork();
                await audit.Append(session, actor, "imported", "subscription", null, $"{added} {(confirmed ? "confirmed" : "to be confirmed")}");
            }

            return new ImportResult(added, chunk.Count - added - left, left, []);
        }, cancellation);

    private static ImportResult Sum(ImportResult total, ImportResult part) =>
        total with { Added = total.Added + part.Added, AlreadyThere = total.AlreadyThere + part.AlreadyThere, Left = total.Left + part.Left };
}
