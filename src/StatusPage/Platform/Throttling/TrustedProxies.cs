using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using StatusPage.Platform.Settings;
using IPNetwork = System.Net.IPNetwork;

namespace StatusPage.Platform.Throttling;

/// <summary>
/// Takes a request's client and scheme from X-Forwarded-For and X-Forwarded-Proto when a trusted proxy sent them. Stands before everything
/// else, since limits, cookies and redirects all follow from the two.
/// </summary>
internal sealed class TrustedProxies(IReadOnlyList<IPNetwork> networks, ILoggerFactory loggers) : IStartupFilter
{
    private const string Name = "Site:TrustedProxies";
    private const string Default = "127.0.0.0/8,::1";

    /// <exception cref="SettingException"/>
    public static IReadOnlyList<IPNetwork> From(IConfiguration configuration)
    {
        var text = Setting.Text(configuration, Name, Default);
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => Parse(part)
            ?? throw new SettingException(Name, text, "addresses or networks separated by commas, such as 127.0.0.1,10.0.0.0/8,::1"))];
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(after => Choose(after));
        next(app);
    };

    /// <summary>A request without the headers goes by untouched: the framework's own middleware would allocate for it.</summary>
    private RequestDelegate Choose(RequestDelegate after)
    {
        // Without a limit the chain is read from its end for as long as who added to it is trusted, and no further.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        var forwarded = new ForwardedHeadersMiddleware(after, loggers, Microsoft.Extensions.Options.Options.Create(options));
        return context => context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
            || context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedProtoHeaderName) ? forwarded.Invoke(context) : after(context);
    }

    private static IPNetwork? Parse(string text)
    {
        // The framework reads 10 as 0.0.0.10.
        if (text.Count(c => c == '.') != 3 && !text.Contains(':', StringComparison.Ordinal))
        {
            return null;
        }

        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var network) ? network : null;
    }
}
