namespace StatusPage.Platform.Data;

/// <summary>
/// One process at a time serves a database that is a file of this machine, and holds a locked file beside it while it does. The system lets go of the lock however
/// the process ends, so who holds it knows that every other that served is dead. Verbs do not serve and need no lock.
/// </summary>
internal sealed class SoleServer(Database database) : IDisposable
{
    private FileStream? held;

    /// <summary>Whether no other process can be serving this database.</summary>
    public bool IsSole => held is not null;

    /// <exception cref="DatabaseTakenException">The lock is not to be had.</exception>
    public void Claim()
    {
        if (database.Dialect.FileOf(database.ConnectionString) is not { } file)
        {
            return;
        }

        try
        {
            held = new FileStream(file + ".serving", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseTakenException(file, e);
        }
    }

    public void Dispose() => held?.Dispose();
}

/// <summary>The start fails: two processes that serve one file would send everything twice.</summary>
internal sealed class DatabaseTakenException(string file, Exception cause)
    : Exception($"{file} cannot be served: its lock is not to be had. {cause.Message} One process at a time serves a SQLite database: end the other first, or set a ConnectionStrings:StatusPage of its own for each.", cause);
