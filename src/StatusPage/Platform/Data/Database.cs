using System.Data.Common;
using Dapper;
using StatusPage.Platform.Problems;

namespace StatusPage.Platform.Data;

/// <summary>
/// Opens sessions: <see cref="Read{T}"/> without a transaction of its own, <see cref="Write{T}"/> in exactly one that commits when the work returns and
/// leaves nothing when it throws.
/// </summary>
/// <exception cref="DatabaseUnavailableException">From both, when the database is locked, full or gone.</exception>
internal sealed class Database(SqlDialect dialect, string connectionString, ChangeSignal signal) : IDisposable
{
    // Writers take milliseconds each. Who waits longer than this is behind some that the database does not let in.
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim writer = new(1);

    static Database()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Lists of many lengths become few statements, which the engines keep prepared.
        SqlMapper.Settings.PadListExpansions = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DateHandler());
    }

    public string ConnectionString => connectionString;

    public SqlDialect Dialect => dialect;

    public async Task<T> Read<T>(Func<DbSession, Task<T>> work, CancellationToken cancellation = default)
    {
        try
        {
            await using var connection = await Open(cancellation);
            return await work(new DbSession(connection, null, cancellation));
        }
        catch (DbException e) when (dialect.IsUnavailable(e))
        {
            throw new DatabaseUnavailableException(e);
        }
    }

    public async Task<T> Write<T>(Func<DbSession, Task<T>> work, CancellationToken cancellation = default)
    {
        if (dialect.OneWriter && !await writer.WaitAsync(LongestQueue, cancellation))
        {
            throw new DatabaseUnavailableException(new TimeoutException("Too many writers are waiting for the database."));
        }

        DbSession session;
        T result;
        try
        {
            await using var connection = await Open(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            session = new DbSession(connection, transaction, cancellation);
            result = await work(session);
            await transaction.CommitAsync(cancellation);
        }
        catch (DbException e) when (dialect.IsUnavailable(e))
        {
            throw new DatabaseUnavailableException(e);
        }
        finally
        {
            if (dialect.OneWriter)
            {
                writer.Release();
            }
        }

        if (session.SiteChanged || session.WorkAdded)
        {
            signal.Raise();
        }

        return result;
    }

    /// <summary>A write that readers see: raises the site's version in the same transaction, so that the publication is made anew.</summary>
    public Task<T> Change<T>(TimeProvider time, Func<DbSession, DateTimeOffset, Task<T>> work, CancellationToken cancellation = default) =>
        Write(async session =>
        {
            var now = time.Now();
            var result = await work(session, now);
            await session.RaiseSiteVersion(now);
            return result;
        }, cancellation);

    public Task Write(Func<DbSession, Task> work, CancellationToken cancellation = default) =>
        Write(async session =>
        {
            await work(session);
            return true;
        }, cancellation);

    public void Dispose()
    {
        writer.Dispose();
        dialect.Release(connectionString);
    }

    private async Task<DbConnection> Open(CancellationToken cancellation)
    {
        var connection = dialect.Connect(connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await dialect.Prepare(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
