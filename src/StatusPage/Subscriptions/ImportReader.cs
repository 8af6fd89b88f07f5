using System.Runtime.CompilerServices;

namespace StatusPage.Subscriptions;

/// <summary>One row of an import: either what to add, or why not.</summary>
internal sealed record ImportRow(EmailAddress? Address, string Language, SubscriptionScope Scope, BadRow? Bad);

/// <summary>Reads rows of address[,language[,scope]]. A first row that names its columns may put them in any order and among others.</summary>
internal sealed class ImportReader(TextReader source, SubscriptionRules rules, ScopeNames names)
{
    private const int LongestShown = 80;

    private static readonly string[] AddressNames = ["email", "e-mail", "mail", "address", "email address", "e-mail address", "이메일", "이메일 주소", "메일", "주소"];
    private static readonly string[] LanguageNames = ["language", "lang", "locale", "언어"];
    private static readonly string[] ScopeColumnNames = ["scope", "components", "범위", "구성 요소"];

    private readonly List<string> fields = [];
    private (int Address, int Language, int Scope) columns = (0, 1, 2);
    private bool hasHeader;
    private int number;

    public async IAsyncEnumerable<ImportRow> Rows([EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = true;
        while (await source.ReadLineAsync(cancellation) is { } read)
        {
            var line = ++number == 1 ? read.TrimStart('\uFEFF') : read;
            if (string.IsNullOrWhiteSpace(line) || line.AsSpan().TrimStart().StartsWith('#'))
            {
                continue;
            }

            if (!CsvLine.TrySplit(line, fields))
            {
                yield return Refused(ImportProblem.UnclosedQuote, line);
            }
            else if (!(first && TakeHeader()) && fields.Exists(f => f.Length > 0))
            {
                yield return Row();
            }

            first = false;
        }
    }

    private ImportRow Row()
    {
        if (!EmailAddress.TryParse(Field(columns.Address), out var address, out var problem))
        {
            return Refused(Of(problem), address.Text);
        }

        if (!hasHeader && fields.FindLastIndex(f => f.Length > 0) > 2)
        {
            return Refused(ImportProblem.TooManyFields, string.Join(',', fields));
        }

        if (!TryLanguage(Field(columns.Language), out var language))
        {
            return Refused(ImportProblem.Language, Field(columns.Language));
        }

        return names.TryRead(Field(columns.Scope), out var scope, out var wrong, out var value)
            ? new(address, language, scope, null)
            : Refused(wrong, value);
    }

    private bool TakeHeader()
    {
        var address = Column(AddressNames);
        if (address < 0 || fields.Exists(f => f.Contains('@', StringComparison.Ordinal)))
        {
            return false;
        }

        // The name of one column alone says nothing about further ones.
        if (fields.Count > 1)
        {
            hasHeader = true;
            columns = (address, Column(LanguageNames), Column(ScopeColumnNames));
        }

        return true;
    }

    private int Column(string[] called) => fields.FindIndex(f => called.Contains(f, StringComparer.OrdinalIgnoreCase));

    private string Field(int column) => column >= 0 && column < fields.Count ? fields[column] : "";

    /// <summary>Takes <c>ko</c>, <c>KO</c> and <c>ko-KR</c> alike; nothing means the site's own.</summary>
    private bool TryLanguage(string text, out string language)
    {
        var primary = text.Split('-', '_')[0].ToLowerInvariant();
        language = primary.Length == 0 ? rules.DefaultLanguage : primary;
        return rules.Languages.Contains(language);
    }

    private ImportRow Refused(ImportProblem problem, string value) =>
        new(null, "", SubscriptionScope.All, new(number, problem, Shown(value)));

    /// <summary>Rows come from anywhere and go to a terminal: no control character, nothing that turns text around.</summary>
    private static string Shown(string value)
    {
        var cut = value.Length > LongestShown ? string.Concat(value.AsSpan(0, LongestShown), "…") : value;
        return string.Concat(cut.Select(c => char.GetUnicodeCategory(c)
            is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                ? '\uFFFD' : c));
    }

    private static ImportProblem Of(AddressProblem problem) => problem switch
    {
        AddressProblem.Missing => ImportProblem.NoAddress,
        AddressProblem.TooLong => ImportProblem.AddressTooLong,
        AddressProblem.Domain => ImportProblem.Domain,
        _ => ImportProblem.NotAnAddress,
    };
}
