using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace StatusPage.Tests.Publishing;

/// <summary>The published schemas of the wire, which stand beside the repository. Named by STATUSPAGE_CONTRACT where they stand elsewhere.</summary>
internal static class Contract
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Skips a test where schemas or validator are not at hand; in CI that is a failure.</summary>
    public static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable("STATUSPAGE_CONTRACT") ?? Beside();
        Assert.SkipUnless(folder is not null || Environment.GetEnvironmentVariable("CI") == "true", "The contract's schemas are not beside the repository; STATUSPAGE_CONTRACT may name their folder.");
        Assert.True(folder is not null, "The contract's schemas are not beside the repository.");
        Assert.SkipUnless(File.Exists(Python) || Environment.GetEnvironmentVariable("CI") == "true", "python3 is not installed");
        return folder;
    }

    /// <summary>What the documents break, one line each. One run for all of them.</summary>
    public static async Task<IReadOnlyList<string>> Violations(
        IEnumerable<(string Schema, string Name, string Document)> documents, [CallerFilePath] string here = "")
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(Path.GetDirectoryName(here)!, "validate.py")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false),
        };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync();
        var errors = python.StandardError.ReadToEndAsync();
        foreach (var (schema, name, document) in documents)
        {
            await python.StandardInput.WriteLineAsync($"{schema}\t{name}\t{document.ReplaceLineEndings(" ")}");
        }

        python.StandardInput.Close();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "contract") is var contract && Directory.Exists(Path.Combine(contract, "schemas")))
            {
                return contract;
            }
        }

        return null;
    }
}
