using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Settings;
using StatusPage.Platform.Sites;

namespace StatusPage.Operators;

/// <summary>Prints a set-up link once the service listens, while the page has no owner. To the terminal, not to the log: logs are kept and shipped.</summary>
internal sealed partial class SetupLinkPrinter(
    SetupLinks links, SiteStore site, IConfiguration configuration, IServer server, ILogger<SetupLinkPrinter> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Print(cancellationToken);
        }
        catch (DatabaseUnavailableException e)
        {
            // A page that cannot print its link still serves its readers.
            Log.NotPrinted(logger, e);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task Print(CancellationToken cancellation)
    {
        if (await links.Make(cancellation) is { } token)
        {
            await System.Console.Out.WriteLineAsync(
                $"""

                Nobody owns this page yet. Open this link within an hour to become its owner:

                  {await Address(cancellation)}/console/setup/{token}

                It works once. Starting the service again prints a new one.

                """);
        }
    }

    /// <summary>The configured address; without one, where the service really listens, as a browser on this machine reaches it.</summary>
    private async Task<string> Address(CancellationToken cancellation)
    {
        var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return Setting.Optional(configuration, "Site:Url") is not null || bound is null
            ? (await site.Get(cancellation)).Url
            : Reachable(bound);
    }

    internal static string Reachable(string bound)
    {
        var address = BindingAddress.Parse(bound);
        var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port).Uri.GetLeftPart(UriPartial.Authority) + address.PathBase;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The set-up link could not be made. Start the service again, or use the command line: operator add.")]
        public static partial void NotPrinted(ILogger logger, Exception e);
    }
}
