using StatusPage.Platform.Problems;
using StatusPage.Platform.Text;
using StatusPage.Publishing.Pages;
using StatusPage.Subscriptions;

namespace StatusPage.Publishing.Subscribing;

/// <summary>The fields of the two forms: what was sent, and what is said of what was wrong.</summary>
internal static class SubscribeFields
{
    public static SubscribeInput From(IFormCollection form) => new(
        form["email"].ToString(), form["language"].ToString(), form["scope"] != "chosen",
        form["component"].OfType<string>().ToHashSet(), form["group"].OfType<string>().ToHashSet());

    public static SubscribeInput From(Subscription subscription) => new(
        subscription.Address, subscription.Language, subscription.Scope.IsAll,
        subscription.Scope.Components.ToHashSet(), subscription.Scope.Groups.ToHashSet());

    public static SubscriptionScope Scope(SubscribeInput input) =>
        input.All ? SubscriptionScope.All : SubscriptionScope.Of(input.Components, input.Groups);

    /// <summary>The visitor's words for each field that was wrong.</summary>
    public static IReadOnlyDictionary<string, string> Errors(InvalidInputException e, string language)
    {
        var words = Texts.Of<PageTexts>(language);
        return e.Errors.Select(x => x.Field).Distinct().ToDictionary(field => field, field => words[$"err_{field}"]);
    }
}
