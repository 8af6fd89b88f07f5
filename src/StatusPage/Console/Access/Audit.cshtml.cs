using Microsoft.AspNetCore.Mvc;
using StatusPage.Platform.Audit;

namespace StatusPage.Console.Access;

/// <summary>What was done, by whom, newest first.</summary>
internal sealed class AuditModel(AuditStore audit) : ConsolePage
{
    private const int Size = 100;

    /// <summary>Milliseconds since 1970: entries before this moment.</summary>
    [FromQuery(Name = "before")]
    public long? From { get; set; }

    public IReadOnlyList<AuditEntry> Entries { get; private set; } = [];

    /// <summary>Where the page that follows begins; null on the last.</summary>
    public long? Before { get; private set; }

    public override async Task Load()
    {
        var from = From is > 0 and < 253402300799000 ? DateTimeOffset.FromUnixTimeMilliseconds(From.Value) : (DateTimeOffset?)null;
        var found = await audit.List(Size + 1, from, Cancellation);
        // Entries of one moment may show on two pages rather than on none; a page full of one moment is passed.
        var last = found.Count > Size ? found[Size - 1].At.ToUnixTimeMilliseconds() : (long?)null;
        Before = last + 1 == From ? last : last + 1;
        Entries = [.. found.Take(Size)];
    }
}
