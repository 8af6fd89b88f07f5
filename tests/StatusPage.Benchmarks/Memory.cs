using System.Globalization;

namespace StatusPage.Benchmarks;

/// <summary>What the kernel says of a process's memory, in megabytes.</summary>
internal static class Memory
{
    public static double Peak(int process) => Read(process, "VmHWM:");

    public static double Resident(int process) => Read(process, "VmRSS:");

    private static double Read(int process, string what) =>
        double.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(what, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
