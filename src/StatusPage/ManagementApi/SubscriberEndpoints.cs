using StatusPage.Components;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Subscriptions;

namespace StatusPage.ManagementApi;

internal static class SubscriberEndpoints
{
    private const string All = "/pages/{page_id}/subscribers";

    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet(All, List);
        read.MapGet($"{All}/count", Count);
        write.MapPost(All, Create);
        read.MapGet($"{All}/{{id}}", Get);
        write.MapDelete($"{All}/{{id}}", Delete);
        write.MapPost($"{All}/reactivate", Reactivate);
        write.MapPost($"{All}/{{id}}/resend_confirmation", ResendConfirmation);
        write.MapPost($"{All}/{{id}}/replace_address", ReplaceAddress);
    }

    private static async Task<IResult> List(HttpContext http, Subscribers subscribers)
    {
        var query = http.Request.Query;
        var paging = Paging.ForSubscribers(query);
        var asked = SubscriberQuery.From(query);
        if (asked.IsEmpty)
        {
            return ApiJson.Result(Array.Empty<SubscriberBody>());
        }

        var order = asked.Newest ? SubscriberOrder.Newest : SubscriberOrder.Address;
        var found = await subscribers.Search(asked.Filter(query.Search()), paging.Limit, null, order, paging.Skip, http.RequestAborted);
        return ApiJson.Result(found.Select(s => SubscriberBody.Of(s, http.Page())).ToArray());
    }

    /// <summary>By type, or one number when a type is asked for by name: as Statuspage answers.</summary>
    private static async Task<IResult> Count(HttpContext http, Subscribers subscribers)
    {
        var asked = SubscriberQuery.From(http.Request.Query);
        var counts = (await subscribers.Counts(http.RequestAborted)).Where(c => asked.Includes(c.State)).ToList();
        var byType = SubscriberQuery.Types.ToDictionary(t => t, t => counts.Where(c => c.Channel.Wire() == t).Sum(c => c.Count));
        return ApiJson.Result(asked.Type is { } type ? new Dictionary<string, long> { [type] = asked.IsEmpty ? 0 : byType[type] } : byType);
    }

    private static async Task<IResult> Get(HttpContext http, string id, Subscribers subscribers) =>
        ApiJson.Result(SubscriberBody.Of(await subscribers.Get(id, http.RequestAborted), http.Page()));

    private static async Task<IResult> Create(HttpContext http, Subscribers subscribers, ComponentService components)
    {
        var asked = SubscriberRequest.From(await RequestBody.Read(http.Request));
        var catalogue = await components.All(http.RequestAborted);
        var created = await subscribers.Create(
            asked.Email, asked.Scope(catalogue), asked.Language, asked.SkipConfirmation, http.User.Actor(), http.RequestAborted);
        return ApiJson.Created(SubscriberBody.Of(created, http.Page()));
    }

    private static async Task<IResult> Delete(HttpContext http, string id, Subscribers subscribers) =>
        ApiJson.Result(SubscriberBody.Of(await subscribers.Remove(id, http.User.Actor(), http.RequestAborted), http.Page()));

    /// <summary>Ours: asks the reader of a new address to confirm it. The answer is the subscription that waits for that.</summary>
    private static async Task<IResult> ReplaceAddress(HttpContext http, string id, AddressReplacement replacement)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("replacement");
        var email = fields.Text("email");
        fields.Done();
        return ApiJson.Created(SubscriberBody.Of(await replacement.Ask(id, email, http.User.Actor(), http.RequestAborted), http.Page()));
    }

    /// <summary>Statuspage's form: a list of ids, or the word all.</summary>
    private static async Task<IResult> Reactivate(HttpContext http, Subscribers subscribers)
    {
        var fields = (await RequestBody.Read(http.Request)).Root().Ignore("api_key", "page_id");
        var ids = fields.IsList("subscribers") ? fields.Texts("subscribers") : null;
        var all = ids is null && fields.Text("subscribers") == "all";
        if (ids is null && !all)
        {
            fields.Refuse("subscribers", "must be a list of ids, or all.");
        }

        var type = fields.Text("type");
        fields.Done();
        new Check().That(type is null || SubscriberQuery.Types.Contains(type), "type", $"must be one of {string.Join(", ", SubscriberQuery.Types)}.").Done();
        if (type is null or "email")
        {
            await subscribers.ReactivateAll(ids, http.User.Actor(), http.RequestAborted);
        }

        return Results.StatusCode(StatusCodes.Status201Created);
    }

    private static async Task<IResult> ResendConfirmation(HttpContext http, string id, Subscribers subscribers) =>
        ApiJson.Created(SubscriberBody.Of(await subscribers.ResendConfirmation(id, http.User.Actor(), http.RequestAborted), http.Page()));
}

/// <summary>Statuspage's words for which subscribers: unconfirmed is pending here, and quarantined is suspended.</summary>
internal sealed record SubscriberQuery(string? Type, string State, bool Newest)
{
    public static readonly string[] Types = ["email", "sms", "webhook", "integration_partner", "slack"];
    private static readonly string[] States = ["active", "unconfirmed", "quarantined", "all"];

    /// <summary>Asked is for a kind that this product does not have.</summary>
    public bool IsEmpty => Type is not null && !Wire<SubscriptionChannel>.TryParse(Type, out _);

    public static SubscriberQuery From(IQueryCollection query)
    {
        var type = query["type"].ToString();
        var state = query["state"].ToString() is { Length: > 0 } given ? given : "active";
        new Check()
            .That(type.Length == 0 || Types.Contains(type), "type", $"must be one of {string.Join(", ", Types)}.")
            .That(States.Contains(state), "state", $"must be one of {string.Join(", ", States)}.")
            .Done();
        return new(type.Length == 0 ? null : type, state, query["sort_field"] == "created_at");
    }

    public bool Includes(SubscriptionState state) => State switch
    {
        "active" => state == SubscriptionState.Active,
        "unconfirmed" => state == SubscriptionState.Pending,
        "quarantined" => state == SubscriptionState.Suspended,
        "all" => state != SubscriptionState.Ended,
        _ => false,
    };

    public SubscriberFilter Filter(string? search) => new(
        search,
        State switch { "active" => SubscriptionState.Active, "unconfirmed" => SubscriptionState.Pending, "quarantined" => SubscriptionState.Suspended, _ => null },
        Wire<SubscriptionChannel>.TryParse(Type, out var channel) ? channel : null);
}

internal sealed record SubscriberRequest(string? Email, IReadOnlyList<string>? ComponentIds, bool SkipConfirmation, string? Language)
{
    public static SubscriberRequest From(RequestBody body)
    {
        var fields = body.Object("subscriber").Ignore("page_access_user", "phone_country");
        var request = new SubscriberRequest(
            fields.Text("email"), fields.Texts("component_ids"), fields.Truth("skip_confirmation_notification") ?? false, fields.Text("language"));
        foreach (var channel in new[] { "endpoint", "phone_number" })
        {
            if (!string.IsNullOrEmpty(fields.Text(channel)))
            {
                fields.Refuse(channel, "is a channel that is not available; subscribers are told by e-mail.");
            }
        }

        if (fields.IsList("component_ids") && request.ComponentIds is { Count: 0 })
        {
            fields.Refuse("component_ids", "must name at least one component, or be left out for everything.");
        }

        fields.Done();
        return request;
    }

    /// <summary>A group's id stands for the group, and with it for what joins it later.</summary>
    public SubscriptionScope Scope(Catalogue catalogue)
    {
        if (ComponentIds is null)
        {
            return SubscriptionScope.All;
        }

        var groups = ComponentIds.Where(id => catalogue.Groups.Any(g => g.Id == id)).ToList();
        return SubscriptionScope.Of(ComponentIds.Except(groups), groups);
    }
}

internal sealed record SubscriberBody(
    string Id, string Mode, string? Email, string? Endpoint, string? PhoneNumber, string? PhoneCountry, string? DisplayPhoneNumber,
    string? ObfuscatedChannelName, string? WorkspaceName, bool SkipConfirmationNotification, string? QuarantinedAt, string? PurgeAt,
    IReadOnlyList<string> Components, string? PageAccessUserId, string CreatedAt, string Language, string State)
{
    public static SubscriberBody Of(Subscription subscription, ApiPage page) => new(
        subscription.Id, subscription.Channel.Wire(), subscription.Address, null, null, null, null, null, null, false, subscription.SuspendedAt is { } since ? page.Time(since) : null, null,
        [.. subscription.Scope.Components, .. subscription.Scope.Groups], null, page.Time(subscription.CreatedAt), subscription.Language,
        subscription.State switch { SubscriptionState.Pending => "unconfirmed", SubscriptionState.Ended => "unsubscribed", SubscriptionState.Suspended => "quarantined", _ => "active" });
}
