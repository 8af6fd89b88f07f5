using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StatusPage.Notices;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Promises;
using StatusPage.Promises.Record;

namespace StatusPage.Cli.Demo;

/// <summary><c>demo</c>: a throw-away instance that plays a data-centre fire of twelve hours in twelve minutes and ends with its ledger.</summary>
internal sealed class DemoCommand(Func<string[], bool, Action<IServiceCollection>?, WebApplication> build, string[] settings)
{
    private const int StoryMinutes = 12 * 60;
    private const int Minutes = 12;
    private const int MostMinutes = 60;
    private const string Email = "demo@example.com";

    public Command Make()
    {
        var minutes = new Option<int>("--minutes") { Description = $"How long the twelve hours take: 1 to {MostMinutes}.", DefaultValueFactory = _ => Minutes };
        minutes.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 1 or > MostMinutes)
            {
                given.AddError($"--minutes may be 1 to {MostMinutes}.");
            }
        });
        var demo = new Command("demo", "Plays a data-centre fire of twelve hours on a throw-away instance, and prints the ledger.") { minutes };
        demo.TreatUnmatchedTokensAsErrors = false;
        demo.SetAction((parsed, cancellation) => Run(parsed.GetValue(minutes), [.. parsed.UnmatchedTokens, .. settings], cancellation));
        return demo;
    }

    private async Task<int> Run(int minutes, string[] given, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("statuspage-demo-").FullName;
        try
        {
            var clock = new FastClock(StoryMinutes / minutes);
            await using var app = build(
                [
                    $"--Data:Directory={folder}", $"--ConnectionStrings:StatusPage=Data Source={Path.Combine(folder, "status.db")}", "--Mail:Host=",
                    $"--Mail:PickupDirectory={Path.Combine(folder, "mail")}", "--Site:Name=Haneul status", "--Site:TimeZone=Asia/Seoul",
                    "--Logging:LogLevel:Default=Warning", .. given,
                ],
                true, services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
            await app.Services.PrepareDatabase();
            var password = Tokens.New()[..16];
            await app.Services.GetRequiredService<OperatorService>().Add(Email, "Demo", Role.Owner, password, Actor.CommandLine, cancellation);
            var story = new DemoStory(app.Services, clock, Say);
            await story.Prepare();
            await app.StartAsync(cancellation);
            await Welcome(app, password, minutes);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, app.Lifetime.ApplicationStopping);
            var ledger = await story.Play(ended.Token);
            await Print(await story.Promises(), clock.Now());
            await Print(await app.Services.GetRequiredService<RecordVerifier>().Verify(null, CancellationToken.None));
            await Print(ledger);
            await app.StopAsync(CancellationToken.None);
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Say("Stopped before the end.");
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task Welcome(WebApplication app, string password, int minutes)
    {
        var address = app.Urls.FirstOrDefault() ?? SettingAddress;
        return Say($"""

            A data-centre fire of twelve hours in {minutes} minute{(minutes == 1 ? "" : "s")}. Watch it here:
              the page      {address}/en/  and  {address}/ko/
              the record    {address}/en/record, of what was promised and kept
              the console   {address}/console  ({Email}, password {password})
              the mail      {address}/console/mail  of three made-up subscribers
            Ctrl+C ends it early. Nothing of it is kept.

            """);
    }

    private static async Task Print(IReadOnlyList<Promise> promises, DateTimeOffset now)
    {
        await Say($"\n{"promised",-12} {"by (UTC)",-17} became");
        foreach (var promise in promises)
        {
            await Say($"{promise.Kind.Wire(),-12} {promise.Due.UtcDateTime,-17:yyyy-MM-dd HH:mm} {promise.State(now).Wire()}");
        }
    }

    private static Task Print(RecordCheck check) =>
        Say($"\nThe record: {check.Entries} entries, {(check.Found == 0 ? "unbroken" : "broken")}, head {check.Head[..16]}…");

    private static async Task Print(Ledger ledger)
    {
        await Say(string.Create(CultureInfo.InvariantCulture,
            $"\nThe ledger: told {ledger.Told}, recovered {ledger.Recovered}, owed {ledger.Owed}, released {ledger.Released}, exhausted {ledger.Exhausted}"));
        await Say($"{"notice",-12} {"planned",8} {"accepted",9} {"waiting",8} {"refused",8}");
        foreach (var notice in ledger.Notices)
        {
            await Say(string.Create(CultureInfo.InvariantCulture, $"{notice.Kind.Wire(),-12} {notice.Planned,8} {notice.Accepted,9} {notice.Waiting,8} {notice.Refused,8}"));
        }
    }

    private static Task Say(string line) => System.Console.Out.WriteLineAsync(line);

    private const string SettingAddress = "http://localhost:5000";
}
