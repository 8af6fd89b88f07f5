using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Promises;
using StatusPage.Tests.Mail;

namespace StatusPage.Tests.Story;

/// <summary>The real program with a mail server, and the hours of a story on a clock that a test moves: after each step all that follows from it has happened.</summary>
public sealed class FireFixture : AppFixture
{
    internal static readonly Actor Actor = Actor.CommandLine;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal SmtpSink Sink { get; } = new();

    internal DateTimeOffset Began { get; private set; }

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("Mail:Host", "127.0.0.1"),
        new("Mail:Port", Sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("Mail:Security", "None"),
        new("Mail:From", "status@example.com"),
        new("Site:TimeZone", "Asia/Seoul"),
    ];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Sink.DisposeAsync();
    }

    internal void Begin() => Began = Clock.GetUtcNow();

    internal DateTimeOffset At(double hour) => Began.AddHours(hour);

    /// <summary>Lets the story's time pass, in steps in which everybody can do what is due.</summary>
    internal async Task Until(double hour)
    {
        while (Clock.GetUtcNow() < At(hour))
        {
            var left = At(hour) - Clock.GetUtcNow();
            var step = left > TimeSpan.FromDays(3) ? TimeSpan.FromHours(12) : TimeSpan.FromMinutes(15);
            Clock.Advance(left < step ? left : step);
            await Settle();
        }
    }

    /// <summary>Until everything is planned and sent that can be now, and the service has spoken where it must.</summary>
    internal async Task Settle()
    {
        var database = Get<Database>();
        using var patience = new CancellationTokenSource(Patience);
        var looks = 0;
        await Get<PromiseKeeper>().KeepWatch(CancellationToken.None);
        while (await database.Read(Busy))
        {
            Assert.False(patience.IsCancellationRequested, $"Still busy at hour {(Clock.GetUtcNow() - Began).TotalHours:0.0}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            if (++looks % 20 == 0)
            {
                // Whoever looked at the clock while it moved may have gone to sleep for the rest of that move.
                Clock.Advance(TimeSpan.FromSeconds(5));
            }
        }
    }

    /// <summary>What arrived at an address, in its order.</summary>
    internal IReadOnlyList<Letter> Mailbox(string address) => [.. Sink.Messages.Where(m => m.Recipients.Contains(address)).Select(m => Letter.Read(m.Content))];

    internal Task<Incident> Post(Incident incident, IncidentStatus status, string body, double nextAt, IReadOnlyList<PromiseDraft>? promises = null, Dictionary<string, ComponentStatus>? components = null) =>
        Get<IncidentService>().Post(incident.Id, new() { Status = status, Body = body, NextUpdateBy = At(nextAt), Promises = promises ?? [], Components = components ?? [] }, Actor);

    private async Task<bool> Busy(DbSession session) =>
        await NoticeStore.HasWork(session)
        || await session.Scalar<long>("SELECT COUNT(*) FROM delivery WHERE state IN ('queued', 'sending') OR (state = 'waiting' AND due_at <= @now)", new { now = Clock.GetUtcNow() }) > 0;
}
