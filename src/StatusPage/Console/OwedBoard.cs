using StatusPage.Notices;

namespace StatusPage.Console;

/// <summary>What is owed, for the head of every page. Counting it reads every told set, so it is read once for all who look within a few seconds.</summary>
internal sealed class OwedBoard(LedgerService ledger, TimeProvider time)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private Reading? last;

    public Task<IReadOnlyList<IncidentOwed>> Read(CancellationToken cancellation)
    {
        var reading = Volatile.Read(ref last);
        if (reading is null || reading.Owed.IsFaulted || time.GetElapsedTime(reading.At) >= Fresh)
        {
            // Not with one reader's cancellation: others wait for it too.
            reading = new(time.GetTimestamp(), ledger.Owed(CancellationToken.None));
            Volatile.Write(ref last, reading);
        }

        return reading.Owed.WaitAsync(cancellation);
    }

    private sealed record Reading(long At, Task<IReadOnlyList<IncidentOwed>> Owed);
}
