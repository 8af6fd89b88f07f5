using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace StatusPage.Platform.Data;

internal sealed class SqliteDialect : SqlDialect
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Full = 13, CannotOpen = 14, Constraint = 19;

    /// <summary>For a lock that another process holds. The driver's own 30 would outlast the patience of who asked.</summary>
    public const int SecondsToWaitForLock = 5;

    // FULL: what was answered as accepted outlives a power cut, not only a killed process.
    private const string Settings =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY";

    // By the handle, which the pool hands on from one connection to the next.
    private static readonly ConditionalWeakTable<sqlite3, object> Prepared = [];

    static SqliteDialect() => Batteries_V2.Init();

    public override string Name => "sqlite";

    public override DbConnection Connect(string connectionString) => new SqliteConnection(connectionString);

    public override async Task Prepare(DbConnection connection)
    {
        var handle = ((SqliteConnection)connection).Handle!;
        if (!Prepared.TryGetValue(handle, out _))
        {
            await connection.ExecuteAsync(Settings);
            Prepared.TryAdd(handle, handle);
        }
    }

    public override bool OneWriter => true;

    public override string? FileOf(string connectionString)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString);
        return settings.Mode == SqliteOpenMode.Memory || settings.DataSource is "" or ":memory:" ? null : Path.GetFullPath(settings.DataSource);
    }

    public override bool IsUnavailable(Exception e) =>
        e is SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or IoError or Full or CannotOpen };

    public override bool IsUniqueViolation(Exception e) =>
        e is SqliteException { SqliteErrorCode: Constraint };

    public override void Release(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }
}
