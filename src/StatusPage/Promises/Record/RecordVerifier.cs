using System.Globalization;
using StatusPage.Platform.Data;

namespace StatusPage.Promises.Record;

/// <summary>The end of the record at some time, written down: <c>1234:0a1b…</c>.</summary>
internal sealed record RecordHead(long Seq, string Hash)
{
    public static RecordHead? Parse(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq > 0 && hash.All(char.IsAsciiHexDigit)
            ? new(seq, hash.ToLowerInvariant())
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seq}:{Hash}");
}

/// <summary>Checks the whole record of an installation, and its promises against it.</summary>
internal sealed class RecordVerifier(Database database)
{
    private const int Page = 1000;
    private const int Tries = 3;

    /// <param name="noted">A head that was noted earlier, which must still be in the record.</param>
    public Task<RecordCheck> Verify(RecordHead? noted, CancellationToken cancellation = default) => database.Read(async session =>
    {
        for (var i = 1; ; i++)
        {
            var check = await Once(session, noted);
            // Where the program serves meanwhile, a promise may have been made between the two readings.
            if (check.Found == 0 || i == Tries || await RecordStore.Count(session) == check.Entries)
            {
                return check;
            }
        }
    }, cancellation);

    private static async Task<RecordCheck> Once(DbSession session, RecordHead? noted)
    {
        var check = new RecordCheck();
        IReadOnlyList<ChainedEntry> entries;
        do
        {
            entries = await RecordStore.After(session, check.Entries, Page);
            foreach (var entry in entries)
            {
                check.Add(entry);
            }
        }
        while (entries.Count == Page);

        var last = "";
        IReadOnlyList<Promise> promises;
        do
        {
            promises = await PromiseStore.After(session, last, Page);
            foreach (var promise in promises)
            {
                check.Compare(promise);
                last = promise.Id;
            }
        }
        while (promises.Count == Page);

        check.EndOfPromises();
        if (noted is not null && await RecordStore.HashOf(session, noted.Seq) is var hash && hash != noted.Hash)
        {
            check.Report(hash is null
                ? $"The record had an entry {noted.Seq}, and ends at {check.Entries}: what came after was cut off."
                : $"Entry {noted.Seq} has another hash than the one noted: the record was written anew.");
        }

        return check;
    }
}
