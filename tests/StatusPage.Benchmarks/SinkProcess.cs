using System.Diagnostics;
using System.Globalization;
using StatusPage.Tests.Mail;

namespace StatusPage.Benchmarks;

/// <summary>
/// The mail sink as a process of its own, so that its memory and its garbage are not the program's. Prints its port and takes mail until it is ended.
/// </summary>
internal sealed class SinkProcess : IDisposable
{
    private readonly Process process;

    private SinkProcess(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Of addresses that begin with "dead", every second is refused and the others are never answered.</summary>
    public static async Task<int> Run()
    {
        await using var sink = new SmtpSink(new SinkOptions { Keep = false })
        {
            Behaviour = static (stage, address) => stage != SinkStage.Recipient || !address.StartsWith("dead", StringComparison.Ordinal) ? null
                : address[4] % 2 == 0 ? SinkAction.Say("550 5.1.1 nobody here") : SinkAction.Stall,
        };
        System.Console.WriteLine(sink.Port);
        await System.Console.In.ReadLineAsync();
        return 0;
    }

    public static async Task<SinkProcess> Start()
    {
        var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "StatusPage.Benchmarks"), ["sink"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new(process, int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
    }

    /// <summary>The sink that comes with Postfix; null where it is not installed.</summary>
    public static SinkProcess? StartSmtpSink()
    {
        const string Program = "/usr/sbin/smtp-sink";
        if (!File.Exists(Program))
        {
            return null;
        }

        var port = Servers.Tests.AppProcess.FreePort();
        return new(Process.Start(Program, ["-u", "nobody", $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "128"]), port);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
