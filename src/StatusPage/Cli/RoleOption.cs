using System.CommandLine;
using StatusPage.Operators;
using StatusPage.Platform;

namespace StatusPage.Cli;

/// <summary><c>--role</c>, the same for people and programs.</summary>
internal static class RoleOption
{
    public static Option<string> Make()
    {
        var option = new Option<string>("--role") { Description = $"One of {Wire<Role>.Allowed}.", Required = true };
        option.AcceptOnlyFromAmong([.. Enum.GetValues<Role>().Select(r => r.Wire())]);
        return option;
    }

    public static Role Of(string? text) => Wire<Role>.Parse(text!);
}
