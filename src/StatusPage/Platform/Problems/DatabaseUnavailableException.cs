namespace StatusPage.Platform.Problems;

/// <summary>The database is locked, full or gone. Nothing was written; trying again later is safe. Becomes a 503 with Retry-After.</summary>
internal sealed class DatabaseUnavailableException(Exception cause)
    : Exception("The database cannot be written now. Nothing was changed; try again in a moment.", cause);
