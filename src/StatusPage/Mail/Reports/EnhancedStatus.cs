using System.Globalization;
using System.Text.RegularExpressions;

namespace StatusPage.Mail.Reports;

/// <summary>An enhanced status code (RFC 3463): 5.1.1 is class 5, subject 1, detail 1.</summary>
internal readonly partial record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    private bool SaysNothing => (Subject, Detail) == (0, 0);

    /// <summary>The first in a text, which may be a code with a comment or a whole answer of a server.</summary>
    public static EnhancedStatus? In(string? text) => text is not null && Code().Match(text) is { Success: true } found
        ? new(Number(found.Groups[1]), Number(found.Groups[2]), Number(found.Groups[3]))
        : null;

    /// <summary>What a report of these fields means for the message.</summary>
    public static BounceClass Classify(string? action, string? status, string? diagnostic)
    {
        var code = In(status);
        if ((code is null || code.Value.SaysNothing) && In(diagnostic) is { } said && (code is null || said.Class == code.Value.Class))
        {
            code = said;
        }

        var failed = action is null ? code?.Class == 5 : action.StartsWith("fail", StringComparison.OrdinalIgnoreCase);
        return !failed ? BounceClass.Transient : code switch
        {
            (_, 2, 2) => BounceClass.Full,
            // About the sender's address or the route to it, not about the reader's.
            (5, 1, 7 or 8 or 9) => BounceClass.Permanent,
            (5, 1, _) => BounceClass.Hard,
            // No such domain or host, in RFC 3463 and as Exchange says it.
            (5, 4, 4 or 310) => BounceClass.Hard,
            (5, 7, _) => BounceClass.Policy,
            // Also 4.x: an action "failed" means that trying has ended (RFC 3464 section 2.3.3).
            _ => BounceClass.Permanent,
        };
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
