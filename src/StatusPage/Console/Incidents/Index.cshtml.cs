using Microsoft.AspNetCore.Mvc;
using StatusPage.Incidents;
using StatusPage.Platform.Data;

namespace StatusPage.Console.Incidents;

internal sealed class IndexModel(Database database) : ConsolePage
{
    private const int Size = 50;

    [FromQuery]
    public string? Q { get; set; }

    [FromQuery(Name = "p")]
    public int Number { get; set; } = 1;

    public IReadOnlyList<Incident> Incidents { get; private set; } = [];

    public bool More { get; private set; }

    public override async Task Load()
    {
        Number = Math.Clamp(Number, 1, 10_000);
        var found = await database.Read(session => IncidentStore.Newest(session, Size + 1, (Number - 1) * Size, string.IsNullOrWhiteSpace(Q) ? null : Q.Trim()), Cancellation);
        Incidents = [.. found.Take(Size)];
        More = found.Count > Size;
    }
}
