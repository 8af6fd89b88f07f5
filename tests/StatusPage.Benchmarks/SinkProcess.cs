using System.Diagnostics;
using System.Globalization;
using StatusPage.Tests.Mail;

namespace StatusPage.Benchmarks;

/// <summary>
/// The mail sink as a process of its own, so that its memory and its garbage are not the program's. Prints its port, then answers each line on its input with how many
/// messages it took so far.
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

    public static async Task<int> Run()
    {
        await using var sink = new SmtpSink(new SinkOptions { Keep = false });
        System.Console.WriteLine(sink.Port);
        while (await System.Console.In.ReadLineAsync() is not null)
        {
            System.Console.WriteLine(sink.Accepted);
        }

        return 0;
    }

    public static async Task<SinkProcess> Start()
    {
        var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "StatusPage.Benchmarks"), ["sink"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new(process, int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
    }

    public async Task<long> Accepted()
    {
        await process.StandardInput.WriteLineAsync("?");
        return long.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
