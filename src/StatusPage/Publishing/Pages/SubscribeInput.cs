namespace StatusPage.Publishing.Pages;

/// <summary>What somebody filled in, kept as it was typed so that a form with an error still shows it.</summary>
internal sealed record SubscribeInput(string Email, string Language, bool All, IReadOnlySet<string> Components, IReadOnlySet<string> Groups)
{
    public static IReadOnlyDictionary<string, string> NoErrors { get; } = new Dictionary<string, string>();

    public static SubscribeInput Empty(string language) => new("", language, true, new HashSet<string>(), new HashSet<string>());
}
