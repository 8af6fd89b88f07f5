using System.Collections.Concurrent;
using StatusPage.Mail;
using StatusPage.Notices.Bounces;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Subscriptions;

namespace StatusPage.Notices.Letters;

/// <summary>
/// Writes the message of a delivery. A notice is rendered once a language, and once for those who missed the same, and kept for a short while; for each reader only the links are filled in, so that a
/// hundred thousand letters cost a hundred thousand fillings.
/// </summary>
internal sealed class LetterBox(Database database, SiteStore sites, LinkTokens tokens, ComponentRenderer renderer, Mailer mailer, ReturnPaths returns, TimeProvider time)
{
    // Long enough for a fan-out to profit, short enough that a correction reaches those who have not been written to yet.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(20);
    private const int MostKept = 64;

    private readonly ConcurrentDictionary<(string Notice, string Language, bool Heard, string Untold), Lazy<Task<Form>>> forms = new();

    /// <exception cref="NotFoundException">The incident is gone.</exception>
    public async Task<MailMessage> Write(Claim claim, CancellationToken cancellation)
    {
        var form = await FormOf(claim, cancellation);
        var token = tokens.ManageToken(claim.SubscriptionId);
        var domain = Domain(mailer.From.Address);
        return new()
        {
            From = new(mailer.From.Address, mailer.From.Name ?? form.SiteName),
            To = new(claim.Address),
            Subject = form.Subject,
            Text = form.Text.Replace(form.Mark, token, StringComparison.Ordinal),
            Html = form.Html.Replace(form.Mark, token, StringComparison.Ordinal),
            MessageId = claim.MessageId(domain),
            ReturnPath = returns.Of(claim.Notice.Id, claim.SubscriptionId),
            // The incident's own id, under which mail readers gather everything said about it.
            References = [$"{claim.Notice.IncidentId}@{domain}"],
            Date = claim.Notice.CreatedAt,
            ListId = form.ListId,
            ListUnsubscribe = $"{form.SiteUrl}/unsubscribe/{token}",
            FeedbackId = $"{claim.Notice.IncidentId}:{claim.Notice.Kind.Wire()}:notice:{form.SiteId}",
        };
    }

    public static string Domain(string address) => address[(address.LastIndexOf('@') + 1)..];

    /// <summary>The dotted name under which mail programs file this site's notices (RFC 2919).</summary>
    public static string ListIdOf(Site site) => $"status.{new Uri(site.Url).IdnHost}";

    private async Task<Form> FormOf(Claim claim, CancellationToken cancellation)
    {
        var key = (claim.Notice.Id, claim.Language, claim.Heard.Anything, string.Join(' ', claim.Heard.Untold));
        if (forms.TryGetValue(key, out var kept) && kept.Value is { IsCompletedSuccessfully: true } done && (await done).Until < time.GetUtcNow())
        {
            forms.TryRemove(new(key, kept));
        }

        if (forms.Count > MostKept)
        {
            forms.Clear();
        }

        var entry = forms.GetOrAdd(key, _ => new(() => Render(claim.Notice, claim.Heard, claim.Language)));
        try
        {
            return await entry.Value.WaitAsync(cancellation);
        }
        catch
        {
            forms.TryRemove(new(key, entry));
            throw;
        }
    }

    private async Task<Form> Render(Notice notice, Heard heard, string language)
    {
        var source = await database.Read(async session => await LetterSource.Read(session, notice, heard, await sites.Get(session), language, time.Now()));
        var (site, letter) = (source.Site, Retelling.Of(source));
        // Unguessable, so that no operator's text can hold it.
        var mark = Ids.New() + Ids.New();
        var links = new LetterLinks($"{site.Url}/manage/{mark}", $"{site.Url}/unsubscribe/{mark}");
        var html = await renderer.Render(NoticeMail.View(letter, links));
        return new(letter.Subject, NoticeText.Write(letter, links), html, mark, site.Name, site.Url, site.Id, ListIdOf(site), time.GetUtcNow() + Freshness);
    }

    private sealed record Form(
        string Subject, string Text, string Html, string Mark, string SiteName, string SiteUrl, string SiteId, string ListId, DateTimeOffset Until);
}
