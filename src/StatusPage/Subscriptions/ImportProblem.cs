using StatusPage.Platform.Text;

namespace StatusPage.Subscriptions;

/// <summary>Why a row of an import was not taken.</summary>
internal enum ImportProblem
{
    NoAddress,
    AddressTooLong,
    NotAnAddress,
    Domain,
    UnclosedQuote,
    TooManyFields,
    Language,
    UnknownScope,
    AmbiguousScope,
}

/// <param name="Number">The row's line in the file, counted from 1.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Value">The text that is wrong, cut and without control characters, fit to be shown.</param>
internal sealed record BadRow(int Number, ImportProblem Problem, string Value)
{
    public string Reason(string language) => Texts.Of<SubscriptionTexts>(language)[$"Import{Problem}", Value];
}

/// <param name="Added">New subscriptions.</param>
/// <param name="AlreadyThere">Addresses that are pending or active, or stood earlier in the same file; nothing about them was changed.</param>
/// <param name="Left">Addresses whose owners unsubscribed, or that were removed: a list does not bring them back.</param>
/// <param name="Bad">In the order of the file.</param>
internal sealed record ImportResult(int Added, int AlreadyThere, int Left, IReadOnlyList<BadRow> Bad);

/// <summary>The words of this capability; the family of <c>SubscriptionTexts.resx</c>.</summary>
internal sealed class SubscriptionTexts;
