using System.Globalization;
using StatusPage.Platform.Problems;

namespace StatusPage.ManagementApi;

/// <summary>Which part of a list was asked for, and the other words of a query.</summary>
internal sealed record Paging(int Limit, int Skip)
{
    private const int Largest = 100;
    private const int Farthest = 1_000_000;

    /// <summary>Pages counted from 1, sized by <c>per_page</c> or <c>limit</c>. 0 is the first one too.</summary>
    public static Paging From(IQueryCollection query) => From(query, fromZero: false);

    /// <summary>Subscribers count their pages from 0 with <c>limit</c>; a client that says <c>per_page</c> there counts as it does everywhere else.</summary>
    public static Paging ForSubscribers(IQueryCollection query) => From(query, fromZero: !query.ContainsKey("per_page"));

    public IEnumerable<T> Of<T>(IEnumerable<T> all) => all.Skip(Skip).Take(Limit);

    private static Paging From(IQueryCollection query, bool fromZero)
    {
        var size = Number(query, query.ContainsKey("per_page") ? "per_page" : "limit", Largest, 1);
        var page = Number(query, "page", 0, 0);
        size = Math.Min(size, Largest);
        return new(size, size * (fromZero ? page : Math.Max(0, page - 1)));
    }

    private static int Number(IQueryCollection query, string name, int fallback, int least)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= Farthest
            ? number
            : throw new InvalidInputException(name, $"must be a whole number from {least} to {Farthest}.");
    }
}

internal static class QueryExtensions
{
    /// <summary>A text to search for; null when none was given.</summary>
    public static string? Search(this IQueryCollection query)
    {
        var text = query["q"].ToString();
        new Check().Line("q", text, 200).Done();
        return text.Length == 0 ? null : text;
    }
}
