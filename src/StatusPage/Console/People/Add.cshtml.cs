using System.Text;
using Microsoft.AspNetCore.Mvc;
using StatusPage.Platform.Problems;
using StatusPage.Subscriptions;

namespace StatusPage.Console.People;

/// <summary>Adds one address or a list of them, written or uploaded.</summary>
internal sealed class AddModel(SubscriptionImport import) : ConsolePage
{
    public const int BadShown = 200;

    public ImportResult? Result { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        var file = Request.Form.Files["file"];
        if (file is { Length: > ConsoleModule.LargestUpload })
        {
            throw new InvalidInputException("file", "may be 5 MB at the most. Split it and send the parts one by one.");
        }

        using var source = file is { Length: > 0 } ? new StreamReader(file.OpenReadStream(), Encoding.UTF8) : (TextReader)new StringReader(Text("rows"));
        new Check().That(file is { Length: > 0 } || Text("rows").Length > 0, "rows", "must be given.").Done();
        Result = await import.Run(source, Text("confirmed") == "yes", Actor, Cancellation);
        return Page();
    }
}
