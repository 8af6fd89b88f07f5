using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using StatusPage.Tests.Mail;

namespace StatusPage.Servers.Tests.Notices;

/// <summary>The real program with a mail server that is this process, a component in a group, and a list of confirmed subscribers.</summary>
internal sealed class FanOut : IAsyncDisposable
{
    public const int Connections = 8;

    // The kill finds the fan-out under way, and neither nearly begun nor nearly over.
    private const int Slack = 800;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<Told> mails = [];
    private readonly CancellationToken cancelled = TestContext.Current.CancellationToken;

    public AppProcess App { get; } = new();

    public SmtpSink Sink { get; private set; } = new();

    public ApiClient Api { get; private set; } = null!;

    public string Component { get; private set; } = "";

    public IReadOnlyList<string> Subscribers { get; private set; } = [];

    public static async Task<FanOut> Start(int subscribers)
    {
        var fan = new FanOut();
        fan.App.Set("Mail__Host", "127.0.0.1");
        fan.App.Set("Mail__Port", fan.Sink.Port.ToString(CultureInfo.InvariantCulture));
        fan.App.Set("Mail__Security", "None");
        fan.App.Set("Mail__Connections", Connections.ToString(CultureInfo.InvariantCulture));
        // The tests ask many times a second whether it is done yet.
        fan.App.Set("Api__RequestsPerMinute", "1000000");
        await fan.App.Start(fan.cancelled);
        fan.Api = await ApiClient.Open(fan.App, fan.cancelled);
        fan.Component = await fan.Api.NewComponent("Login", "Account", fan.cancelled);
        fan.Subscribers = [.. Enumerable.Range(0, subscribers).Select(i => $"reader{i}@example.com")];
        var rows = fan.Subscribers.Select((address, i) => $"{address},en,{(i % 3 == 0 ? "Account" : "Login")}");
        var imported = await fan.App.Run(["subscriber", "import", "-", "--confirmed"], string.Join('\n', rows), fan.cancelled);
        Assert.True(imported.Status == 0, imported.Errors + imported.Output);
        return fan;
    }

    /// <summary>
    /// Completes in the instant at which so many addresses are about to be told for so many a time, while more is under way. Soon after, the sink stops answering, so
    /// that the fan-out cannot end before the test acts.
    /// </summary>
    public Task Reached(int addresses, int times)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Sink.Recipients.CountBy(a => a).ToDictionary();
        var told = new ConcurrentDictionary<string, int>(before);
        var count = told.Count(t => t.Value >= times);
        Sink.Behaviour = (stage, who) =>
        {
            if (stage != SinkStage.FinalDot)
            {
                return null;
            }

            var now = told.AddOrUpdate(who, 1, (_, n) => n + 1) == times ? Interlocked.Increment(ref count) : Volatile.Read(ref count);
            if (now >= addresses)
            {
                reached.TrySetResult();
            }

            return now >= addresses + Slack ? SinkAction.Stall : null;
        };
        return reached.Task.WaitAsync(Patience, TimeProvider.System, cancelled);
    }

    /// <summary>From now on no message is answered; completes when the first waits for its answer.</summary>
    public Task Stalled()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Sink.Behaviour = (stage, _) => stage == SinkStage.FinalDot && (reached.TrySetResult() || true) ? SinkAction.Stall : null;
        return reached.Task.WaitAsync(Patience, TimeProvider.System, cancelled);
    }

    /// <summary>Closes the port, as a mail server that is down.</summary>
    public ValueTask SinkGone() => Sink.DisposeAsync();

    public void SinkBack()
    {
        mails.AddRange(Sink.Messages.Select(Told.Of));
        Sink = new SmtpSink(new SinkOptions { Port = Sink.Port });
    }

    /// <summary>Everything accepted, in the order in which it was.</summary>
    public IReadOnlyList<Told> Mails() => [.. mails, .. Sink.Messages.Select(Told.Of)];

    /// <summary>A number from the program's database.</summary>
    public async Task<long> Number(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(App.DataDirectory, "status.db")};Mode=ReadOnly");
        await connection.OpenAsync(cancelled);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Our own tests' constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancelled))!;
    }

    public Task Ledger(string incident, Func<LedgerNumbers, bool> holds) =>
        App.Until(async () => holds(await Api.Ledger(incident, cancelled)), Patience, cancelled);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Sink.DisposeAsync();
    }
}

/// <summary>One accepted message.</summary>
internal sealed record Told(string Address, string Kind, string MessageId)
{
    public static Told Of(SinkMessage message)
    {
        var text = Encoding.UTF8.GetString(message.Content);
        // [Status] Outage: It does not answer
        var subject = Header(text, "Subject");
        return new(message.Recipients[0], subject[(subject.IndexOf(']', StringComparison.Ordinal) + 2)..subject.IndexOf(':', StringComparison.Ordinal)], Header(text, "Message-ID"));
    }

    private static string Header(string message, string name)
    {
        var start = message.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase) + name.Length + 4;
        return message[start..message.IndexOf("\r\n", start, StringComparison.Ordinal)];
    }
}
