using System.Globalization;

namespace StatusPage.Benchmarks;

/// <summary>What the kernel says of a process: memory in megabytes, processor time.</summary>
internal static class Usage
{
    public static double Peak(int process) => Read(process, "VmHWM:");

    public static double Resident(int process) => Read(process, "VmRSS:");

    /// <summary>What the process has used of both cores so far.</summary>
    public static TimeSpan ProcessorTime(int process)
    {
        using var running = System.Diagnostics.Process.GetProcessById(process);
        return running.TotalProcessorTime;
    }

    private static double Read(int process, string what) =>
        double.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(what, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
