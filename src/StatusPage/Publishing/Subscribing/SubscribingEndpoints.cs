using Microsoft.AspNetCore.Mvc;
using StatusPage.Platform.Problems;
using StatusPage.Publishing.Pages;
using StatusPage.Subscriptions;

namespace StatusPage.Publishing.Subscribing;

/// <summary>
/// Subscribing, confirming, managing and leaving, without JavaScript and without cookies. There is no anti-forgery token because there
/// is nothing to forge: a browser brings no authority of its own to these addresses. Who subscribes must confirm by mail, and every
/// other form is reached only by the token in its address, which a one-click unsubscribe (RFC 8058) sends without having seen a page.
/// </summary>
internal static class SubscribingEndpoints
{
    private const int LargestForm = 16 * 1024;

    public static void MapSubscribing(this IEndpointRouteBuilder app)
    {
        var forms = app.MapGroup("").AllowAnonymous().AddEndpointFilter(Troubles).WithMetadata(new RequestSizeLimitAttribute(LargestForm));
        forms.MapGet("/subscribe", (HttpContext context, FormPages pages) => Form(context, pages, null));
        forms.MapGet("/{language:regex(^[a-z]{{2}}$)}/subscribe", (HttpContext context, FormPages pages, string language) => Form(context, pages, language));
        forms.MapPost("/subscribe", Subscribe);
        forms.MapGet("/subscribe/confirm/{token}", AskToConfirm);
        forms.MapPost("/subscribe/confirm/{token}", Confirm);
        forms.MapGet("/manage/{token}", Manage);
        forms.MapPost("/manage/{token}", Change);
        forms.MapGet("/unsubscribe/{token}", AskToLeave);
        forms.MapPost("/unsubscribe/{token}", Leave);
    }

    private static Task Form(HttpContext context, FormPages pages, string? asked)
    {
        var language = pages.Language(context, asked);
        return pages.Answer(
            context, StatusCodes.Status200OK, language, "sub_title",
            (snapshot, page) => SubscribeForm.Of(SubscribeInput.Empty(language), SubscribeInput.NoErrors, snapshot.Catalogue, page), PagePaths.Subscribe);
    }

    private static async Task Subscribe(HttpContext context, FormPages pages, SubscriptionService subscriptions)
    {
        var form = await Read(context);
        var input = SubscribeFields.From(form);
        var language = pages.Language(context, form["page"]);
        try
        {
            var outcome = await subscriptions.Request(
                input.Email, SubscribeFields.Scope(input), input.Language, context.Connection.RemoteIpAddress, context.RequestAborted);
            await (outcome == RequestOutcome.TooMany
                ? pages.Say(context, StatusCodes.Status429TooManyRequests, language, "err_limit_title", "err_limit")
                : pages.Say(context, StatusCodes.Status200OK, language, "sub_sent_title", "sub_sent", "sub_sent_none"));
        }
        catch (InvalidInputException e)
        {
            await pages.Answer(
                context, StatusCodes.Status422UnprocessableEntity, language, "sub_title",
                (snapshot, page) => SubscribeForm.Of(input, SubscribeFields.Errors(e, language), snapshot.Catalogue, page));
        }
    }

    private static async Task AskToConfirm(HttpContext context, FormPages pages, SubscriptionService subscriptions, LinkTokens links, string token)
    {
        var found = await subscriptions.Look(token, context.RequestAborted);
        if (found is { Outcome: ConfirmOutcome.Confirmed, Subscription: { } pending })
        {
            await pages.Answer(
                context, StatusCodes.Status200OK, pages.Language(context, pending.Language), "confirm_title",
                (_, page) => SubscriptionViews.Confirm(token, pending.Address, page));
            return;
        }

        await Outcome(context, pages, links, found);
    }

    private static async Task Confirm(HttpContext context, FormPages pages, SubscriptionService subscriptions, LinkTokens links, string token) =>
        await Outcome(context, pages, links, await subscriptions.Confirm(token, context.RequestAborted));

    private static Task Outcome(HttpContext context, FormPages pages, LinkTokens links, ConfirmResult result)
    {
        var language = pages.Language(context, result.Subscription?.Language);
        return result is { Outcome: ConfirmOutcome.Confirmed or ConfirmOutcome.AlreadyActive, Subscription: { } active }
            ? pages.Answer(
                context, StatusCodes.Status200OK, language, "confirmed_title",
                (_, page) => SubscriptionViews.Confirmed(links.ManageToken(active.Id), page))
            : pages.Answer(
                context, result.Outcome == ConfirmOutcome.Expired ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound, language, "link_gone_title",
                (_, page) => SubscriptionViews.Gone("link_gone", page));
    }

    private static async Task Manage(HttpContext context, FormPages pages, SubscriptionService subscriptions, LinkTokens links, string token)
    {
        if (await Find(context, subscriptions, links, token) is not { } subscription)
        {
            await Gone(context, pages);
            return;
        }

        await Show(context, pages, token, subscription, SubscribeFields.From(subscription), SubscribeInput.NoErrors, saved: false);
    }

    private static async Task Change(HttpContext context, FormPages pages, SubscriptionService subscriptions, LinkTokens links, string token)
    {
        var input = SubscribeFields.From(await Read(context));
        if (await Find(context, subscriptions, links, token) is not { } subscription)
        {
            await Gone(context, pages);
            return;
        }

        try
        {
            var changed = await subscriptions.Change(subscription.Id, SubscribeFields.Scope(input), input.Language, context.RequestAborted);
            await Show(context, pages, token, changed, SubscribeFields.From(changed), SubscribeInput.NoErrors, saved: true);
        }
        catch (InvalidInputException e)
        {
            var errors = SubscribeFields.Errors(e, pages.Language(context, subscription.Language));
            await Show(context, pages, token, subscription, input, errors, saved: false);
        }
    }

    private static Task Show(
        HttpContext context, FormPages pages, string token, Subscription subscription, SubscribeInput input, IReadOnlyDictionary<string, string> errors, bool saved) =>
        pages.Answer(
            context, errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            pages.Language(context, subscription.Language), "manage_title",
            (snapshot, page) => SubscriptionViews.Manage(new(token, subscription.Address, input, errors, snapshot.Catalogue, saved), page));

    private static async Task AskToLeave(HttpContext context, FormPages pages, SubscriptionService subscriptions, LinkTokens links, string token)
    {
        if (await Find(context, subscriptions, links, token) is not { } subscription)
        {
            await Gone(context, pages);
            return;
        }

        await pages.Answer(
            context, StatusCodes.Status200OK, pages.Language(context, subscription.Language), "unsub_title",
            (_, page) => SubscriptionViews.Unsubscribe(token, subscription.Address, page));
    }

    /// <summary>The body is not read: whoever posts to the address wants to leave, by a mail program's button or by ours.</summary>
    private static async Task Leave(HttpContext context, FormPages pages, SubscriptionService subscriptions, LinkTokens links, string token)
    {
        if (!links.TryRead(token, out var id))
        {
            await Gone(context, pages);
            return;
        }

        try
        {
            var ended = await subscriptions.Unsubscribe(id, context.RequestAborted);
            await pages.Answer(
                context, StatusCodes.Status200OK, pages.Language(context, ended.Language), "unsub_done_title", (_, page) => SubscriptionViews.Unsubscribed(page));
        }
        catch (NotFoundException)
        {
            await Gone(context, pages);
        }
    }

    /// <summary>The subscription a link was made for, while it lasts.</summary>
    private static async Task<Subscription?> Find(HttpContext context, SubscriptionService subscriptions, LinkTokens links, string token)
    {
        try
        {
            return links.TryRead(token, out var id) && await subscriptions.Get(id, context.RequestAborted) is { State: not SubscriptionState.Ended } found ? found : null;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static Task Gone(HttpContext context, FormPages pages) => pages.Answer(
        context, StatusCodes.Status404NotFound, pages.Language(context, null), "link_gone_title", (_, page) => SubscriptionViews.Gone("link_bad", page));

    private static async Task<IFormCollection> Read(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            throw new BadHttpRequestException("The body is no form.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException("The form could not be read.", StatusCodes.Status400BadRequest, e);
        }
    }

    /// <summary>What every form may meet: a body that is no form, a subscription that ended meanwhile, a database that does not answer now.</summary>
    private static async ValueTask<object?> Troubles(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var pages = context.RequestServices.GetRequiredService<FormPages>();
        try
        {
            return await next(invocation);
        }
        catch (BadHttpRequestException e)
        {
            await pages.Say(context, e.StatusCode, pages.Language(context, null), "err_form_title", "err_form");
        }
        catch (RuleViolationException)
        {
            await Gone(context, pages);
        }
        catch (DatabaseUnavailableException)
        {
            context.Response.Headers.RetryAfter = "30";
            await pages.Say(context, StatusCodes.Status503ServiceUnavailable, pages.Language(context, null), "err_away_title", "err_away");
        }

        return Results.Empty;
    }
}
