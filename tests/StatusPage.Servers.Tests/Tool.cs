using System.Diagnostics;

namespace StatusPage.Servers.Tests;

/// <summary>Programs these tests run. Where one is missing the test is skipped and says what to install; in CI it fails.</summary>
internal static class Tool
{
    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin", "/usr/local/sbin"];

    private static bool InCi => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>The program's path; <paramref name="package"/> is what Debian calls what it is in.</summary>
    public static string Require(string program, string package)
    {
        var path = Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Need(path is not null, $"{program} is not installed (Debian: apt-get install {package})");
        return path!;
    }

    public static void RequireRoot() => Need(Environment.IsPrivilegedProcess, "this test starts a server of its own and needs root");

    public static void Need(bool condition, string otherwise)
    {
        if (!condition && InCi)
        {
            Assert.Fail(otherwise);
        }

        Assert.SkipUnless(condition, otherwise);
    }

    /// <summary>Runs to its end and gives its status and everything it said.</summary>
    public static async Task<(int Status, string Output)> RunAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It had read enough.
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    public static async Task SucceedAsync(string program, params string[] arguments)
    {
        var (status, output) = await RunAsync(program, arguments);
        Assert.True(status == 0, $"{program} {string.Join(' ', arguments)} ended with {status}: {output}");
    }

    /// <summary>Looks until it holds; for what happens in another process.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"waited in vain until {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
