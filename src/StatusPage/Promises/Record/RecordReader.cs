using StatusPage.Platform.Data;

namespace StatusPage.Promises.Record;

/// <summary>Reads the record in figures. Entries are only ever added, so that each is read once while the program runs.</summary>
internal sealed class RecordReader(Database database) : IDisposable
{
    private const int Page = 1000;
    private readonly SemaphoreSlim reading = new(1);
    private RecordBook book = new();

    public async Task<RecordSummary> Summary(TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellation = default)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            await database.Read(ReadOn, cancellation);
            return book.Summary(zone, now);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private async Task<bool> ReadOn(DbSession session)
    {
        if (book.Entries > 0 && await RecordStore.HashOf(session, book.Entries) != book.Head)
        {
            // Not the record that was read: a backup was restored, or somebody altered it. The figures say what is there.
            book = new();
        }

        while (true)
        {
            var page = await RecordStore.After(session, book.Entries, Page);
            foreach (var entry in page)
            {
                book.Add(entry);
            }

            if (page.Count < Page)
            {
                return true;
            }
        }
    }
}
