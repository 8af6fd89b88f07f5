using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;

namespace StatusPage.Platform.Data;

/// <summary>
/// One connection, in a transaction when writing. Every statement carries its author's file and line, so that a slow one names its place.
/// </summary>
internal sealed class DbSession(DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
{
    /// <summary>Whether the publication must be made anew once this commits.</summary>
    public bool SiteChanged { get; private set; }

    /// <summary>Whether loops should look at once after this commits, without a new publication.</summary>
    public bool WorkAdded { get; private set; }

    public Task<int> Execute(string sql, object? args = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        connection.ExecuteAsync(Command(sql, args, file, line));

    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? args = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        (await connection.QueryAsync<T>(Command(sql, args, file, line))).AsList();

    public Task<T?> First<T>(string sql, object? args = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        connection.QueryFirstOrDefaultAsync<T>(Command(sql, args, file, line));

    public async Task<T> Scalar<T>(string sql, object? args = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        (await connection.ExecuteScalarAsync<T>(Command(sql, args, file, line)))!;

    /// <summary>Raises the site's version, in this transaction: what readers see is about to change.</summary>
    public async Task RaiseSiteVersion(DateTimeOffset now)
    {
        SiteChanged = true;
        await Execute("UPDATE site SET version = version + 1, updated_at = @now", new { now });
    }

    /// <summary>Wakes the loops after the commit.</summary>
    public void AddWork() => WorkAdded = true;

    private CommandDefinition Command(string sql, object? args, string file, int line) =>
        new(Authored(sql, file, line), args, transaction, cancellationToken: cancellation);

    private static string Authored(string sql, string file, int line) =>
        AuthoredStatements.GetOrAdd((file, line, sql), static k => $"{k.Sql} -- {Path.GetFileName(k.File)}:{k.Line}");

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(string File, int Line, string Sql), string> AuthoredStatements = new();
}
