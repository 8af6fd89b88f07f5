using System.CommandLine;
using StatusPage.Operators;
using StatusPage.Platform.Audit;

namespace StatusPage.Cli;

/// <summary><c>operator add EMAIL --name N --role R --password-stdin</c>.</summary>
internal static class OperatorCommand
{
    /// <param name="against">Runs a verb against the database and returns its exit status.</param>
    public static Command Make(Func<Func<IServiceProvider, Task<int>>, Task<int>> against)
    {
        var email = new Argument<string>("EMAIL") { Description = "The mail address that they sign in with." };
        var name = new Option<string>("--name") { Description = "What they are called in the records.", Required = true };
        var role = RoleOption.Make();
        var fromInput = new Option<bool>("--password-stdin") { Description = "Their password is the first line of the input." };
        var add = new Command("add", "Adds an operator.") { email, name, role, fromInput };
        add.Validators.Add(parsed =>
        {
            // A password given as an argument would be seen by everybody who lists processes.
            if (!parsed.GetValue(fromInput))
            {
                parsed.AddError("Give --password-stdin, and the password as the first line of the input.");
            }
        });
        add.SetAction((parsed, cancellation) => against(async services =>
        {
            var password = await System.Console.In.ReadLineAsync(cancellation);
            var who = await services.GetRequiredService<OperatorService>().Add(
                parsed.GetValue(email), parsed.GetValue(name), RoleOption.Of(parsed.GetValue(role)), password, Actor.CommandLine, cancellation);
            await System.Console.Error.WriteLineAsync($"{who.Email} may now sign in at /console.");
            return 0;
        }));
        return new Command("operator", "People who may use the console.") { add };
    }
}
