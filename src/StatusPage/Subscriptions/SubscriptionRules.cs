using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;

namespace StatusPage.Subscriptions;

/// <summary>What holds for every new or changed subscription, whoever asks for it.</summary>
internal sealed class SubscriptionRules(SiteOptions site)
{
    public IReadOnlyList<string> Languages => site.Languages;

    public string DefaultLanguage => site.DefaultLanguage;

    /// <exception cref="InvalidInputException">The site does not speak it.</exception>
    public void CheckLanguage(string language, string field) =>
        new Check().That(site.Languages.Contains(language), field, $"must be one of {string.Join(", ", site.Languages)}.").Done();

    /// <param name="session">Where to look.</param>
    /// <param name="scope">What was chosen.</param>
    /// <param name="field">Named by the exception.</param>
    /// <param name="before">What may stay chosen although it is gone.</param>
    /// <exception cref="InvalidInputException">Nothing is chosen, or what does not exist.</exception>
    public static async Task CheckScope(DbSession session, SubscriptionScope scope, string field, SubscriptionScope? before = null)
    {
        scope.Validate(field);
        var unknown = await SubscriptionStore.Unknown(session, scope);
        var strange = unknown.Except(before?.Components ?? []).Except(before?.Groups ?? []).ToList();
        new Check().That(strange.Count == 0, field, $"names components or groups that do not exist: {string.Join(", ", strange)}.").Done();
    }

    public static Subscription New(EmailAddress address, SubscriptionScope scope, string language, DateTimeOffset now) => new()
    {
        Id = Ids.New(),
        Channel = SubscriptionChannel.Email,
        Address = address.Text,
        Language = language,
        Scope = scope,
        State = SubscriptionState.Pending,
        CreatedAt = now,
    };

    /// <summary>Now, or an hour after the last mail to the same address when it left and returns.</summary>
    public static async Task<DateTimeOffset> FirstMailAt(DbSession session, EmailAddress address, DateTimeOffset now)
    {
        var last = await SubscriptionStore.LastMailToEnded(session, SubscriptionChannel.Email, address.Key);
        return last is { } sent && Subscription.AfterMail(sent) > now ? Subscription.AfterMail(sent) : now;
    }
}
