using System.Data.Common;

namespace StatusPage.Platform.Data;

/// <summary>What differs between databases. Everything else is SQL that both read.</summary>
internal abstract class SqlDialect
{
    /// <summary>The word in the names of migrations that are this database's alone.</summary>
    public abstract string Name { get; }

    public abstract DbConnection Connect(string connectionString);

    /// <summary>Gives an opened connection the settings it needs before its first statement, once for each that the pool keeps.</summary>
    public abstract Task Prepare(DbConnection connection);

    /// <summary>Whether only one transaction may write at a time, so that writers are better queued here than refused there.</summary>
    public abstract bool OneWriter { get; }

    /// <summary>The file that holds the database, which one process at a time may serve; null when several may, or there is none.</summary>
    public abstract string? FileOf(string connectionString);

    /// <summary>Locked, full, read-only or gone: nothing was written, and trying again may work.</summary>
    public abstract bool IsUnavailable(Exception e);

    public abstract bool IsUniqueViolation(Exception e);

    /// <summary>Closes the connections that are kept for the next session.</summary>
    public abstract void Release(string connectionString);
}
