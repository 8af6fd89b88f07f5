using System.CommandLine;
using StatusPage.Mail;
using StatusPage.Mail.Reports;
using StatusPage.Notices.Bounces;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Settings;
using StatusPage.Subscriptions;

namespace StatusPage.Cli;

/// <summary><c>bounce [--recipient R]</c>: what a mail server pipes a message into that came to a return address.</summary>
internal static class BounceCommand
{
    // sysexits.h: the mail server keeps the message and tries again. Any other failure would make it send the message back.
    private const int TryAgain = 75;

    // As Postfix's local(8) and Exim name it, the whole address first.
    private static readonly string[] Variables = ["ORIGINAL_RECIPIENT", "RECIPIENT", "EXTENSION"];

    /// <param name="against">Runs a verb against the database and returns its exit status.</param>
    public static Command Make(Func<Func<IServiceProvider, Task<int>>, Task<int>> against)
    {
        var recipient = new Option<string>("--recipient") { Description = "The address that it came to; without it the environment and the headers are asked." };
        var bounce = new Command("bounce", "Reads a delivery report or a complaint from the input.") { recipient };
        bounce.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await against(services => Take(services, parsed.GetValue(recipient), cancellation)) == 0 ? 0 : TryAgain;
            }
            catch (Exception e) when (e is SettingException or MailSettingsException or DatabaseUnavailableException)
            {
                await System.Console.Error.WriteLineAsync(e.Message);
                return TryAgain;
            }
        });
        return bounce;
    }

    private static async Task<int> Take(IServiceProvider services, string? recipient, CancellationToken cancellation)
    {
        await services.GetRequiredService<LinkTokens>().Load(cancellation);
        var message = await Read(System.Console.OpenStandardInput(), cancellation);
        string?[] recipients = [recipient, .. Variables.Select(Environment.GetEnvironmentVariable)];
        var result = await services.GetRequiredService<BounceService>().Handle(message, recipients, Actor.CommandLine, cancellation);
        await System.Console.Error.WriteLineAsync($"{result.Effect.Wire()} {result.Class?.Wire()}".TrimEnd());
        return 0;
    }

    /// <summary>To its end, since who writes may take an early end for a failure; what is too long for a report is not kept.</summary>
    private static async Task<ReadOnlyMemory<byte>> Read(Stream input, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await input.ReadAsync(chunk, cancellation)) > 0)
        {
            kept.Write(chunk, 0, Math.Min(read, MailReportReader.Largest - (int)kept.Length));
        }

        return kept.ToArray();
    }
}
