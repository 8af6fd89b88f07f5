namespace StatusPage.Platform;

internal static class Clock
{
    /// <summary>Now in UTC, cut to the millisecond that the database keeps, so that what is read equals what was written.</summary>
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
