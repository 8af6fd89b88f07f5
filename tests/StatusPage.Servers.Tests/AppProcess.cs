using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using StatusPage.Platform.Settings;

namespace StatusPage.Servers.Tests;

internal sealed record Finished(int Status, string Output, string Errors);

/// <summary>
/// The program as built, as a process of its own on its own data folder and port, to be killed and started again on the same data.
/// Whatever still runs is ended by its id on dispose.
/// </summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, string> settings;
    private readonly StringBuilder output = new();
    private readonly string folder = Directory.CreateTempSubdirectory("statuspage-").FullName;
    private Process? process;
    private string notReady = "";

    /// <param name="settings">As in the environment: <c>Mail__Host</c>.</param>
    public AppProcess(IReadOnlyDictionary<string, string>? settings = null)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/"));
        this.settings = new(settings ?? new Dictionary<string, string>())
        {
            ["Data__Directory"] = DataDirectory,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = "Production",
        };
        Client = new HttpClient { BaseAddress = Address, Timeout = Patience };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>What the data is in.</summary>
    public string Folder => folder;

    public string DataDirectory => Path.Combine(folder, "data");

    public string MailDirectory => Path.Combine(DataDirectory, "mail");

    public int Id => process!.Id;

    /// <summary>How it ended.</summary>
    public int ExitCode => process!.ExitCode;

    public bool Runs => process is { HasExited: false };

    /// <summary>All that was written to both streams since the process was first started, over all its starts.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Changes a setting for the next start or verb; null takes it away.</summary>
    public void Set(string name, string? value)
    {
        settings.Remove(name);
        if (value is not null)
        {
            settings[name] = value;
        }
    }

    /// <summary>Starts and waits until it says it is ready.</summary>
    public async Task Start(CancellationToken cancellation = default)
    {
        process?.Dispose();
        process = Process.Start(Command(["--urls", Address.ToString()]))!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Until(IsReady, cancellation);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <returns>How long the end took.</returns>
    public async Task<TimeSpan> Stop(CancellationToken cancellation = default)
    {
        var began = Stopwatch.GetTimestamp();
        if (SendSignal(process!.Id, SigTerm) != 0)
        {
            throw new InvalidOperationException("The process cannot be signalled: " + Marshal.GetLastPInvokeErrorMessage());
        }

        await process.WaitForExitAsync(cancellation);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Runs a verb on the same data and waits for its end.</summary>
    public Task<Finished> Run(string[] args, string input = "", CancellationToken cancellation = default) => Run(args, input, Patience, cancellation);

    public async Task<Finished> Run(string[] args, string input, TimeSpan patience, CancellationToken cancellation = default)
    {
        using var verb = Process.Start(Command(args))!;
        var texts = Task.WhenAll(verb.StandardOutput.ReadToEndAsync(cancellation), verb.StandardError.ReadToEndAsync(cancellation));
        await verb.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        verb.StandardInput.Close();
        try
        {
            await verb.WaitForExitAsync(cancellation).WaitAsync(patience, cancellation);
        }
        catch
        {
            verb.Kill(entireProcessTree: true);
            throw;
        }

        return await texts is [var written, var errors] ? new(verb.ExitCode, written, errors) : throw new UnreachableException();
    }

    /// <summary>Asks again until it holds; fails with the program's output when that takes too long or the program ends.</summary>
    public Task Until(Func<Task<bool>> holds, CancellationToken cancellation = default) => Until(holds, Patience, cancellation);

    public async Task Until(Func<Task<bool>> holds, TimeSpan patience, CancellationToken cancellation = default)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (!Runs || Stopwatch.GetElapsedTime(began) > patience)
            {
                throw new TimeoutException($"The program {(Runs ? "did not get there" : "ended")}. {notReady}\nIt wrote:\n{Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Runs)
        {
            process!.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        Client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("health/ready", UriKind.Relative));
            notReady = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException e)
        {
            notReady = e.Message;
            return false;
        }
    }

    private ProcessStartInfo Command(string[] args)
    {
        var start = new ProcessStartInfo(Program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }

    /// <summary>The program's own build output, of the configuration that this was built in: <c>…/bin/Release/net10.0/</c>.</summary>
    public static string Program { get; } = Path.Combine(
        ContentRoot.Find(), "src", "StatusPage",
        AppContext.BaseDirectory[(AppContext.BaseDirectory.LastIndexOf($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal) + 1)..],
        OperatingSystem.IsWindows() ? "StatusPage.exe" : "StatusPage");

    private const int SigTerm = 15;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
