using System.Text.RegularExpressions;
using StatusPage.Platform.Settings;

namespace StatusPage.Tests.Architecture;

/// <summary>Which folder of the house may use which. ARCHITECTURE.md holds the same table for people; a test holds the two equal.</summary>
internal static class House
{
    private static readonly string[] Ground = ["Mail", "Webhooks", "Platform"];
    private static readonly string[] Capabilities = ["Components", "Incidents", "Promises", "Recovery", "Reports", "Subscriptions", "Notices", "Operators", "Reminders"];

    public static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> MayUse = new Dictionary<string, IReadOnlySet<string>>
    {
        ["Publishing"] = Set([.. Capabilities, .. Ground]),
        ["Live"] = Set([.. Capabilities, .. Ground, "Publishing"]),
        ["ManagementApi"] = Set([.. Capabilities, .. Ground]),
        ["Console"] = Set([.. Capabilities, .. Ground]),
        ["Cli"] = Set([.. Capabilities, .. Ground]),
        ["Components"] = Set(Ground),
        ["Incidents"] = Set([.. Ground, "Components"]),
        ["Promises"] = Set([.. Ground, "Incidents"]),
        ["Recovery"] = Set([.. Ground, "Components", "Incidents", "Promises"]),
        ["Reports"] = Set([.. Ground, "Components", "Incidents", "Promises", "Recovery"]),
        ["Subscriptions"] = Set([.. Ground, "Components"]),
        ["Notices"] = Set([.. Ground, "Components", "Incidents", "Promises", "Recovery", "Reports", "Subscriptions"]),
        ["Operators"] = Set(Ground),
        ["Reminders"] = Set([.. Ground, "Incidents", "Promises", "Operators"]),
        ["Mail"] = Set([]),
        ["Webhooks"] = Set([]),
        ["Platform"] = Set([]),
    };

    /// <summary>Packages that one place alone knows, so that another can take their place.</summary>
    public static readonly IReadOnlyDictionary<string, string> KnownOnlyIn = new Dictionary<string, string>
    {
        ["Quartz"] = "Platform.Jobs",
        ["Dapper"] = "Platform.Data",
        ["Microsoft.Data.Sqlite"] = "Platform.Data",
        ["Npgsql"] = "Platform.Data",
        ["Markdig"] = "Platform.Text",
        ["System.CommandLine"] = "Cli",
    };

    public static string Root { get; } = ContentRoot.Find();

    public static string Source { get; } = Path.Combine(Root, "src", "StatusPage");

    public static bool Allows(string from, string to) => from == to || (MayUse.TryGetValue(from, out var may) && may.Contains(to));

    /// <summary>Code files under a folder, without what tools make.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        where endings.Any(e => file.EndsWith(e, StringComparison.Ordinal))
        where !Regex.IsMatch(Path.GetRelativePath(folder, file).Replace('\\', '/'), "(^|/)(bin|obj|node_modules)/")
        orderby file
        select file;

    public static IEnumerable<string> Folders(string folder) =>
        from path in Directory.EnumerateDirectories(folder)
        let name = Path.GetFileName(path)
        where name is not ("bin" or "obj" or "node_modules" or "Properties")
        select name;

    private static HashSet<string> Set(IEnumerable<string> names) => [.. names];
}

/// <summary>One type or file that names another folder's code.</summary>
internal sealed record Use(string User, string From, string Used, string To)
{
    public override string ToString() => $"{From} may not use {To}: {User} names {Used}";
}
