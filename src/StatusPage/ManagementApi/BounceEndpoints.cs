using Microsoft.Net.Http.Headers;
using StatusPage.Mail.Reports;
using StatusPage.Notices.Bounces;
using StatusPage.Operators;
using StatusPage.Platform;

namespace StatusPage.ManagementApi;

/// <summary>Ours, beside Statuspage's: a message that came back, as a mail server handed it over.</summary>
internal static class BounceEndpoints
{
    public static void Map(RouteGroupBuilder write) => write.MapPost("/pages/{page_id}/bounces", Take);

    private static async Task<IResult> Take(HttpContext http, BounceService bounces)
    {
        var message = await Message(http.Request);
        string?[] recipients = [http.Request.Query["recipient"].ToString()];
        return ApiJson.Result(BounceBody.Of(await bounces.Handle(message, recipients, http.User.Actor(), http.RequestAborted)));
    }

    private static async Task<ReadOnlyMemory<byte>> Message(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("message/rfc822", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException("The body must be the message as it arrived, with the content type message/rfc822.", StatusCodes.Status415UnsupportedMediaType);
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MailReportReader.Largest)
            {
                throw new BadHttpRequestException($"The message may have {MailReportReader.Largest / 1024} KB at the most.", StatusCodes.Status413PayloadTooLarge);
            }
        }

        return buffer.ToArray();
    }
}

/// <param name="Effect">What it changed; "none" when it is no report of a mail that was sent from here.</param>
/// <param name="Class">Of a delivery report.</param>
/// <param name="SubscriberId">Whom it is about.</param>
/// <param name="NoticeId">Of which notice; null for a confirmation mail.</param>
internal sealed record BounceBody(string Effect, string? Class, string? SubscriberId, string? NoticeId)
{
    public static BounceBody Of(BounceResult result) =>
        new(result.Effect.Wire(), result.Class?.Wire(), result.About?.SubscriptionId, result.About?.NoticeId);
}
