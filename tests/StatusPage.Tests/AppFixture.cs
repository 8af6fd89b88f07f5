using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace StatusPage.Tests;

/// <summary>
/// The real program in this process: its own data folder and database, a real loopback port, mail to files, time from a
/// <see cref="TestClock"/>. One fixture serves all tests of a class, so they name what they make.
/// </summary>
public class AppFixture : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private Factory? factory;

    internal TestClock Clock { get; } = new();

    public string DataDirectory => folder.Path;

    public string MailDirectory => folder.File("mail");

    public Uri Address => factory!.ClientOptions.BaseAddress;

    public IServiceProvider Services => factory!.Services;

    /// <summary>Follows no redirects, keeps cookies, names no language.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>What a derived fixture sets beside the defaults, as <c>appsettings.json</c> would.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Settings => [];

    /// <summary>Whether the program's time is <see cref="Clock"/>; a browser needs the real one.</summary>
    protected virtual bool UsesTestClock => true;

    /// <summary>Replaces services at the program's edges.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    internal T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A client of its own, with its own cookies. The factory's own clients follow redirects on a real port, whatever they are told.</summary>
    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    public virtual ValueTask InitializeAsync()
    {
        factory = new Factory(this);
        factory.UseKestrel(0);
        factory.StartServer();
        Client = NewClient();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (factory is not null)
        {
            Client.Dispose();
            await factory.DisposeAsync();
        }

        folder.Dispose();
    }

    private sealed class Factory(AppFixture fixture) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Testing");
            builder.UseSetting("Data:Directory", fixture.DataDirectory);
            builder.UseSetting("Mail:PickupDirectory", fixture.MailDirectory);
            builder.UseSetting("Site:Name", "Example");
            foreach (var (key, value) in fixture.Settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureTestServices(services =>
            {
                if (fixture.UsesTestClock)
                {
                    services.Replace(ServiceDescriptor.Singleton<TimeProvider>(fixture.Clock));
                }

                fixture.Configure(services);
            });
        }
    }
}
