using StatusPage.Operators;
using StatusPage.Platform.Problems;
using StatusPage.Reports;

namespace StatusPage.ManagementApi;

/// <summary>The final report under Statuspage's name for it.</summary>
internal static class PostmortemEndpoints
{
    private const string Postmortem = "/pages/{page_id}/incidents/{id}/postmortem";

    public static void Map(RouteGroupBuilder read, RouteGroupBuilder write)
    {
        read.MapGet(Postmortem, Get);
        write.MapPut(Postmortem, Put);
        write.MapDelete(Postmortem, Delete);
        write.MapPut($"{Postmortem}/publish", Publish);
        write.MapPut($"{Postmortem}/revert", Revert);
    }

    private static async Task<IResult> Get(HttpContext http, string id, ReportService reports)
    {
        var book = await reports.Get(id, http.RequestAborted);
        return book is { Draft: null, Published: null } ? throw new NotFoundException("postmortem of incident", id) : Result(http, book);
    }

    private static async Task<IResult> Put(HttpContext http, string id, ReportService reports)
    {
        var fields = (await RequestBody.Read(http.Request)).Object("postmortem").Ignore(
            "preview_key", "body", "body_updated_at", "body_draft_updated_at", "published_at", "notify_subscribers", "notify_twitter", "custom_tweet", "created_at", "updated_at");
        var body = fields.Text("body_draft");
        fields.Done();
        return Result(http, await reports.SaveDraft(id, body ?? throw new InvalidInputException(ReportService.Field, "must be given."), http.User.Actor(), cancellation: http.RequestAborted));
    }

    private static async Task<IResult> Delete(HttpContext http, string id, ReportService reports)
    {
        await reports.Delete(id, http.User.Actor(), http.RequestAborted);
        return Results.NoContent();
    }

    /// <summary>Publishes the draft. Whatever <c>notify_subscribers</c> says: a report is owed to everyone who was told of the incident, and they are told.</summary>
    private static async Task<IResult> Publish(HttpContext http, string id, ReportService reports)
    {
        var root = (await RequestBody.Read(http.Request)).Root().Ignore("api_key", "page_id");
        var fields = root.Object("postmortem");
        root.Done();
        if (fields is not null)
        {
            _ = fields.Truth("notify_subscribers");
            fields.Ignore("notify_twitter", "notify_tweets", "custom_tweet").Done();
        }

        return Result(http, await reports.Publish(id, null, http.User.Actor(), cancellation: http.RequestAborted));
    }

    private static async Task<IResult> Revert(HttpContext http, string id, ReportService reports) =>
        Result(http, await reports.Revert(id, http.User.Actor(), http.RequestAborted));

    private static IResult Result(HttpContext http, ReportBook book) => ApiJson.Result(PostmortemBody.Of(book, http.Page()));
}

/// <summary>As Statuspage writes it.</summary>
internal sealed record PostmortemBody(
    string? PreviewKey, string? Body, string? BodyUpdatedAt, string? BodyDraft, string? BodyDraftUpdatedAt, string? PublishedAt, bool NotifySubscribers, bool NotifyTwitter,
    string? CustomTweet, string? CreatedAt, string? UpdatedAt)
{
    public static PostmortemBody Of(ReportBook book, ApiPage page)
    {
        var (draft, published) = (book.Draft, book.Published);
        return new(
            null, published?.Body, page.Time(published?.WrittenAt), draft?.Body, page.Time(draft?.WrittenAt), page.Time(published is null ? null : book.FirstAt), true, false, null,
            page.Time(book.FirstAt ?? draft?.WrittenAt), page.Time(draft?.WrittenAt ?? published?.WrittenAt));
    }
}
