using System.CommandLine;
using System.Text;
using StatusPage.Platform.Audit;
using StatusPage.Subscriptions;

namespace StatusPage.Cli;

/// <summary><c>subscriber import FILE [--confirmed]</c>.</summary>
internal static class SubscriberCommand
{
    private const int SomeRowsWereBad = 1;
    private const int NothingWasRead = 2;

    /// <param name="against">Runs a verb against the database and returns its exit status.</param>
    public static Command Make(Func<Func<IServiceProvider, Task<int>>, Task<int>> against)
    {
        var file = new Argument<string>("FILE") { Description = "Addresses, one a line, or rows of address,language,scope; - reads the input." };
        var confirmed = new Option<bool>("--confirmed") { Description = "Their owners agreed already: no confirmation mail is sent." };
        var import = new Command("import", "Adds subscribers from a list. Addresses that are there, or that left, are not touched.") { file, confirmed };
        import.SetAction((parsed, cancellation) => against(services => Import(services, parsed.GetValue(file)!, parsed.GetValue(confirmed), cancellation)));
        return new Command("subscriber", "Subscribers of the page.") { import };
    }

    private static async Task<int> Import(IServiceProvider services, string file, bool confirmed, CancellationToken cancellation)
    {
        StreamReader source;
        try
        {
            source = new StreamReader(file == "-" ? System.Console.OpenStandardInput() : File.OpenRead(file), Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await System.Console.Error.WriteLineAsync($"{file} cannot be read: {e.Message} Nothing was imported.");
            return NothingWasRead;
        }

        using (source)
        {
            var result = await services.GetRequiredService<SubscriptionImport>().Run(source, confirmed, Actor.CommandLine, cancellation);
            return await Report(result, confirmed);
        }
    }

    private static async Task<int> Report(ImportResult result, bool confirmed)
    {
        foreach (var row in result.Bad)
        {
            await System.Console.Error.WriteLineAsync($"row {row.Number}: {row.Reason("en")}");
        }

        await System.Console.Out.WriteLineAsync(
            $"{result.Added} added{(confirmed ? "" : ", to be confirmed by mail")}; {result.AlreadyThere} already there; {result.Left} had left and stay so; {result.Bad.Count} bad rows");
        return result.Bad.Count == 0 ? 0 : SomeRowsWereBad;
    }
}
