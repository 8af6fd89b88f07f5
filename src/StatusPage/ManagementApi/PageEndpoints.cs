using StatusPage.Operators;
using StatusPage.Platform.Sites;

namespace StatusPage.ManagementApi;

internal static class PageEndpoints
{
    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet("/pages", List);
        read.MapGet("/pages/{page_id}", Get);
        write.MapMethods("/pages/{page_id}", ApiMethods.Change, Change);
    }

    private static IResult List(HttpContext http) => ApiJson.Result(new[] { PageBody.Of(http.Page()) });

    private static IResult Get(HttpContext http) => ApiJson.Result(PageBody.Of(http.Page()));

    private static async Task<IResult> Change(HttpContext http, SiteStore sites)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("page").Ignore(PageBody.NotChangeable);
        var name = fields.Text("name");
        var domain = fields.Text("domain");
        var url = fields.Text("url");
        var zone = fields.Text("time_zone");
        if (!string.IsNullOrEmpty(domain) && Uri.CheckHostName(domain) is not UriHostNameType.Dns)
        {
            fields.Refuse("domain", "must be a host name such as status.example.com.");
        }

        fields.Done();
        url = string.IsNullOrEmpty(url) && !string.IsNullOrEmpty(domain) ? $"https://{domain}" : url;
        var site = await sites.Change(name, url, zone, http.User.Actor(), http.RequestAborted);
        return ApiJson.Result(PageBody.Of(new(site)));
    }
}

/// <summary>The page as Statuspage writes it. What this product has no setting for has the value that Statuspage gives a page without it.</summary>
internal sealed record PageBody
{
    /// <summary>Sent by clients that write back what they read; not settings of this product.</summary>
    public static readonly string[] NotChangeable =
    [
        "id", "created_at", "updated_at", "page_description", "headline", "branding", "subdomain", "support_url", "hidden_from_search", "allow_page_subscribers",
        "allow_incident_subscribers", "allow_email_subscribers", "allow_sms_subscribers", "allow_rss_atom_feeds", "allow_webhook_subscribers",
        "notifications_from_email", "notifications_email_footer", "activity_score", "twitter_username", "viewers_must_be_team_members", "ip_restrictions",
        "city", "state", "country", "css_body_background_color", "css_font_color", "css_light_font_color", "css_greens", "css_yellows", "css_oranges", "css_blues",
        "css_reds", "css_border_color", "css_graph_color", "css_link_color", "css_no_data", "favicon_logo", "transactional_logo", "hero_cover", "email_logo", "twitter_logo",
    ];

    public required string Id { get; init; }
    public required string CreatedAt { get; init; }
    public required string UpdatedAt { get; init; }
    public required string Name { get; init; }
    public string? PageDescription { get; init; }
    public string? Headline { get; init; }
    public string Branding { get; init; } = "basic";
    public string? Subdomain { get; init; }
    public required string Domain { get; init; }
    public required string Url { get; init; }
    public string? SupportUrl { get; init; }
    public bool HiddenFromSearch { get; init; }
    public bool AllowPageSubscribers { get; init; } = true;
    public bool AllowIncidentSubscribers { get; init; }
    public bool AllowEmailSubscribers { get; init; } = true;
    public bool AllowSmsSubscribers { get; init; }
    public bool AllowRssAtomFeeds { get; init; } = true;
    public bool AllowWebhookSubscribers { get; init; }
    public string? NotificationsFromEmail { get; init; }
    public string? NotificationsEmailFooter { get; init; }
    public int ActivityScore { get; init; }
    public string? TwitterUsername { get; init; }
    public bool ViewersMustBeTeamMembers { get; init; }
    public string? IpRestrictions { get; init; }
    public string? City { get; init; }
    public string? State { get; init; }
    public string? Country { get; init; }
    public required string TimeZone { get; init; }
    public string? CssBodyBackgroundColor { get; init; }
    public string? CssFontColor { get; init; }
    public string? CssLightFontColor { get; init; }
    public string? CssGreens { get; init; }
    public string? CssYellows { get; init; }
    public string? CssOranges { get; init; }
    public string? CssBlues { get; init; }
    public string? CssReds { get; init; }
    public string? CssBorderColor { get; init; }
    public string? CssGraphColor { get; init; }
    public string? CssLinkColor { get; init; }
    public string? CssNoData { get; init; }
    public string? FaviconLogo { get; init; }
    public string? TransactionalLogo { get; init; }
    public string? HeroCover { get; init; }
    public string? EmailLogo { get; init; }
    public string? TwitterLogo { get; init; }

    public static PageBody Of(ApiPage page) => new()
    {
        Id = page.Id, CreatedAt = page.Time(page.Site.CreatedAt), UpdatedAt = page.Time(page.Site.UpdatedAt),
        Name = page.Site.Name, Url = page.Site.Url, Domain = new Uri(page.Site.Url).Host, TimeZone = page.Site.TimeZone,
    };
}
