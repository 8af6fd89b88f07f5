using System.Text.Encodings.Web;
using System.Text.Unicode;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Publishing;
using StatusPage.Publishing.Pages;
using StatusPage.Tests.Architecture;

namespace StatusPage.Tests.Publishing.Pages;

/// <summary>Snapshots made by hand, and the renderer with the real files of wwwroot.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = TestClock.Start;

    public static readonly PageRenderer Renderer = NewRenderer();

    public static Site Site(string name = "Example") => new("site12345678", 7, name, "https://status.example.com", "Asia/Seoul", Now.AddYears(-1), Now);

    public static Component Component(string id, string name, ComponentStatus status = ComponentStatus.Operational, string? group = null, bool onlyIfDegraded = false, bool showcase = true) => new()
    {
        Id = id,
        Fields = new() { Name = name, GroupId = group, Position = 1, OnlyShowIfDegraded = onlyIfDegraded, Showcase = showcase },
        Status = status,
        CreatedAt = Now.AddYears(-1),
        UpdatedAt = Now,
    };

    public static ComponentGroup Group(string id, string name) =>
        new() { Id = id, Fields = new() { Name = name, Position = 1 }, CreatedAt = Now.AddYears(-1), UpdatedAt = Now };

    public static IncidentUpdate Update(int seq, IncidentStatus status, DateTimeOffset at, string body, DateTimeOffset? nextBy = null) => new()
    {
        Id = $"upd{seq:000000000}",
        IncidentId = "inc000000001",
        Seq = seq,
        Status = status,
        OriginalBody = body,
        CreatedAt = at,
        DisplayAt = at,
        DeliverNotifications = true,
        NextUpdateBy = nextBy,
    };

    public static Incident Incident(string name, params IncidentUpdate[] updates) => new()
    {
        Id = "inc000000001",
        Fields = new() { Name = name },
        Backfilled = false,
        CreatedAt = updates[0].CreatedAt,
        UpdatedAt = updates[^1].CreatedAt,
        Updates = updates,
        ComponentIds = [],
    };

    public static SiteSnapshot Snapshot(
        IReadOnlyList<Component> components, IReadOnlyList<ComponentGroup>? groups = null, IReadOnlyList<Incident>? incidents = null,
        Func<Component, IReadOnlyList<StatusChange>>? changes = null, Site? site = null) => new(
            site ?? Site(), Now, new Catalogue(components, groups ?? []),
            components.ToDictionary(c => c.Id, c => Uptime.Of(changes?.Invoke(c) ?? [], c.CreatedAt, SiteSnapshot.UptimeDays, Now, Site().Zone)),
            [.. (incidents ?? []).Where(i => !i.IsResolved)], incidents ?? [], incidents ?? []);

    public static IDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static PageRenderer NewRenderer()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).AddSingleton<ComponentRenderer>().BuildServiceProvider();
        return new(
            services.GetRequiredService<ComponentRenderer>(), new Assets(new Root()),
            new SiteOptions("Example", "https://status.example.com", "Asia/Seoul", ["en", "ko"], "en"), new TestClock());
    }

    private sealed class Root : IWebHostEnvironment
    {
        public string WebRootPath { get; set; } = "";
        public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();
        public string ApplicationName { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
        public string ContentRootPath { get; set; } = House.Root;
        public string EnvironmentName { get; set; } = "Testing";
    }
}
