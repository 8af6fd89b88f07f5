using System.CommandLine;
using StatusPage.Operators;
using StatusPage.Platform.Audit;

namespace StatusPage.Cli;

/// <summary><c>key add NAME --role R</c>. The key stands alone on the output, so that a script can take it from there.</summary>
internal static class KeyCommand
{
    /// <param name="against">Runs a verb against the database and returns its exit status.</param>
    public static Command Make(Func<Func<IServiceProvider, Task<int>>, Task<int>> against)
    {
        var name = new Argument<string>("NAME") { Description = "What the program is called in the records." };
        var role = RoleOption.Make();
        var add = new Command("add", "Makes an API key and prints it. It cannot be shown again.") { name, role };
        add.SetAction((parsed, cancellation) => against(async services =>
        {
            var made = await services.GetRequiredService<ApiKeys>().Create(
                parsed.GetValue(name), RoleOption.Of(parsed.GetValue(role)), Actor.CommandLine, cancellation);
            await System.Console.Out.WriteLineAsync(made.Secret);
            await System.Console.Error.WriteLineAsync($"The key {made.Key.Name} was made. Keep it now; only its hash is stored.");
            return 0;
        }));
        return new Command("key", "Keys of the management API.") { add };
    }
}
