using Microsoft.Data.Sqlite;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;

namespace StatusPage.Tests;

/// <summary>A migrated database in a file of its own with the site's row, as an installation has it after its first start.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly TestFolder folder = new();

    private TestDatabase(TestClock clock)
    {
        Clock = clock;
        Signal = new ChangeSignal();
        var connection = new SqliteConnectionStringBuilder { DataSource = folder.File("status.db"), ForeignKeys = true };
        Database = new Database(new SqliteDialect(), connection.ToString(), Signal);
        Audit = new AuditStore(Database, clock);
        Site = new SiteStore(Database, new SiteOptions("Example", "https://status.example.com", "Asia/Seoul", ["en", "ko"], "en"), Audit, clock);
    }

    public TestClock Clock { get; }

    public ChangeSignal Signal { get; }

    public Database Database { get; }

    public AuditStore Audit { get; }

    public SiteStore Site { get; }

    public static async Task<TestDatabase> Create(TestClock? clock = null)
    {
        var made = new TestDatabase(clock ?? new TestClock());
        await new Migrator(made.Database, made.Clock).Run();
        await made.Site.EnsureExists();
        return made;
    }

    public void Dispose()
    {
        Database.Dispose();
        folder.Dispose();
    }
}
