using System.CommandLine;
using StatusPage.Promises.Record;

namespace StatusPage.Cli;

/// <summary><c>record verify</c>: whether the public record is whole, and the promises are those that it tells of.</summary>
internal static class RecordCommand
{
    /// <param name="against">Runs a verb against the database and returns its exit status.</param>
    public static Command Make(Func<Func<IServiceProvider, Task<int>>, Task<int>> against)
    {
        var head = new Option<string?>("--head") { Description = "A head noted earlier, SEQ:HASH, which must still be in the record.", HelpName = "SEQ:HASH" };
        head.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && RecordHead.Parse(text) is null)
            {
                result.AddError("--head is the number of an entry, a colon and its hash of 64 hexadecimal digits.");
            }
        });
        var verify = new Command("verify", "Recomputes the chain and compares the promises with it.") { head };
        verify.SetAction((parsed, cancellation) => against(async services =>
        {
            var noted = parsed.GetValue(head) is { } text ? RecordHead.Parse(text) : null;
            return await Say(await services.GetRequiredService<RecordVerifier>().Verify(noted, cancellation), noted);
        }));
        return new Command("record", "The public record of promises.") { verify };
    }

    private static async Task<int> Say(RecordCheck check, RecordHead? noted)
    {
        var (output, error) = (System.Console.Out, System.Console.Error);
        if (check.Found == 0)
        {
            await output.WriteLineAsync($"{check.Entries} entries, unbroken, and every promise is as it says.");
            if (check.Entries > 0)
            {
                await output.WriteLineAsync($"Head {new RecordHead(check.Entries, check.Head)}");
            }

            if (noted is null)
            {
                await error.WriteLineAsync("What was cut off at the end does not show in the chain. Keep the head, and give it with --head the next time.");
            }

            return 0;
        }

        foreach (var problem in check.Problems)
        {
            await output.WriteLineAsync(problem);
        }

        await error.WriteLineAsync($"The record does not hold: {check.Found} findings{(check.Found > check.Problems.Count ? $", of which the first {check.Problems.Count} are named" : "")}.");
        return 1;
    }
}
