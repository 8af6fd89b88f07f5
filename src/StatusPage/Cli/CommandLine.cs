using System.CommandLine;
using StatusPage.Cli.Demo;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Cli;

/// <summary>The verbs of the program. Without one it serves.</summary>
internal sealed class CommandLine(Func<string[], bool, Action<IServiceCollection>?, WebApplication> build)
{
    public Task<int> Run(string[] args)
    {
        // Settings are taken out before verbs are read, which would take them for names, or for options that they do not know.
        var settings = args.Where(IsSetting).ToArray();
        string[] words = [.. args.Where(a => !IsSetting(a))];
        // A word at the beginning is a verb, and what a verb does not know is a mistake. (What is left over passes when it may anywhere above.)
        var root = new RootCommand("A status page and notification service that cannot go silent.") { TreatUnmatchedTokensAsErrors = words is [[not '-', ..], ..] };
        var serve = new Command("serve", "Serves the page (the default). Settings follow as --Section:Key value, addresses as --urls.") { TreatUnmatchedTokensAsErrors = false };
        serve.SetAction((_, cancellation) => Serve(Settings(args), cancellation));
        root.SetAction((_, cancellation) => Serve(Settings(args), cancellation));
        root.Subcommands.Add(serve);
        root.Subcommands.Add(OperatorCommand.Make(verb => Against(settings, verb)));
        root.Subcommands.Add(KeyCommand.Make(verb => Against(settings, verb)));
        root.Subcommands.Add(RecordCommand.Make(verb => Against(settings, verb)));
        root.Subcommands.Add(SubscriberCommand.Make(verb => Against(settings, verb)));
        root.Subcommands.Add(BounceCommand.Make(verb => Against(settings, verb)));
        root.Subcommands.Add(new DemoCommand(build, settings).Make());
        // The host handles Ctrl+C and SIGTERM itself, and Program says what went wrong.
        return root.Parse(words).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private async Task<int> Serve(string[] args, CancellationToken cancellation)
    {
        await using var app = build(args, true, null);
        app.Services.GetRequiredService<SoleServer>().Claim();
        await app.Services.PrepareDatabase();
        await app.RunAsync();
        return 0;
    }

    /// <summary>Runs a verb against the database, without serving. Logs go to the error stream, so that output can be piped.</summary>
    private async Task<int> Against(string[] settings, Func<IServiceProvider, Task<int>> verb)
    {
        await using var app = build(settings, false, null);
        try
        {
            await app.Services.PrepareDatabase();
            return await verb(app.Services);
        }
        catch (Exception e) when (ProblemMapping.From(e) is { } problem)
        {
            await System.Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    private static string[] Settings(string[] args) => args is ["serve", .. var rest] ? rest : args;

    /// <summary><c>--Section:Key=value</c>, in one word.</summary>
    private static bool IsSetting(string arg) =>
        arg.StartsWith("--", StringComparison.Ordinal) && arg.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && arg.AsSpan(2, equals - 2).Contains(':');
}
