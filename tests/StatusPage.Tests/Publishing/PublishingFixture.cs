using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Sites;
using StatusPage.Publishing;

namespace StatusPage.Tests.Publishing;

/// <summary>The program with a way to act on its site and to wait until that is published.</summary>
public class PublishingFixture : AppFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    internal Meter Allocations { get; } = new();

    internal CurrentPublication Current => Get<CurrentPublication>();

    internal IncidentService Incidents => Get<IncidentService>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Get<Assets>().Compressed;
    }

    internal async Task<Incident> Open(string name, DateTimeOffset? nextUpdateBy = null)
    {
        var incident = await Incidents.Open(new() { Name = name }, new() { Status = IncidentStatus.Investigating, Body = "We look.", NextUpdateBy = nextUpdateBy }, Actor.System);
        await Published();
        return incident;
    }

    internal async Task Resolve(string id)
    {
        await Incidents.Post(id, new() { Status = IncidentStatus.Resolved, Body = "Over." }, Actor.System);
        await Published();
    }

    internal Task<Component> AddComponent(string name) => Get<ComponentService>().Create(new() { Name = name }, ComponentStatus.Operational, Actor.System);

    /// <summary>Waits until what is committed now is published.</summary>
    internal async Task Published()
    {
        var version = await Get<SiteStore>().Version();
        await Until(p => p.Version >= version);
    }

    internal async Task<Publication> Until(Func<Publication, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var next = Current.Next;
            if (Current.Publication is { } publication && condition(publication))
            {
                return publication;
            }

            await next.WaitAsync(patience.Token);
        }
    }

    public async Task<HttpResponseMessage> Ask(string path, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<string> Text(string path)
    {
        using var answer = await Ask(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    protected override void Configure(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(Allocations));
    }

    /// <summary>Stands before the first middleware and notes what a request allocates on its thread until the answer is written.</summary>
    internal sealed class Meter : IStartupFilter
    {
        public long Least { get; set; } = long.MaxValue;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(after => context =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var answered = after(context);
                if (answered.IsCompletedSuccessfully)
                {
                    Least = Math.Min(Least, GC.GetAllocatedBytesForCurrentThread() - before);
                }

                return answered;
            });
            next(app);
        };
    }
}
