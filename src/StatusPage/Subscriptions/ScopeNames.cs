namespace StatusPage.Subscriptions;

/// <param name="Id">Of the component or group.</param>
/// <param name="Name">Its name.</param>
/// <param name="GroupName">Of the group a component is in.</param>
/// <param name="IsGroup">Whether it is a group itself.</param>
internal sealed record ScopeTarget(string Id, string Name, string? GroupName, bool IsGroup);

/// <summary>Finds components and groups by what people write: the id, the name, or "group - name".</summary>
internal sealed class ScopeNames
{
    private readonly Dictionary<string, List<ScopeTarget>> byWord = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SubscriptionScope> read = new(StringComparer.Ordinal);

    public ScopeNames(IEnumerable<ScopeTarget> targets)
    {
        foreach (var target in targets)
        {
            Add(target.Id, target);
            Add(target.Name.Trim(), target);
            if (target.GroupName is not null)
            {
                Add($"{target.GroupName.Trim()} - {target.Name.Trim()}", target);
            }
        }
    }

    /// <summary><c>all</c> or nothing for everything, else words separated by semicolons. The wrong word is in <paramref name="value"/>.</summary>
    public bool TryRead(string text, out SubscriptionScope scope, out ImportProblem problem, out string value)
    {
        problem = default;
        value = "";
        var words = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words is [] or [_] && (words.Length == 0 || words[0].Equals("all", StringComparison.OrdinalIgnoreCase)))
        {
            scope = SubscriptionScope.All;
            return true;
        }

        // A list names the same few scopes thousands of times.
        if (read.TryGetValue(text, out scope!))
        {
            return true;
        }

        scope = SubscriptionScope.All;
        var found = new List<ScopeTarget>();
        foreach (var word in words)
        {
            if (!byWord.TryGetValue(word, out var targets) || targets.Count > 1)
            {
                problem = targets is null ? ImportProblem.UnknownScope : ImportProblem.AmbiguousScope;
                value = word;
                return false;
            }

            found.Add(targets[0]);
        }

        scope = read[text] = SubscriptionScope.Of(found.Where(t => !t.IsGroup).Select(t => t.Id), found.Where(t => t.IsGroup).Select(t => t.Id));
        return true;
    }

    private void Add(string word, ScopeTarget target)
    {
        if (!byWord.TryGetValue(word, out var targets))
        {
            byWord[word] = targets = [];
        }

        if (!targets.Contains(target))
        {
            targets.Add(target);
        }
    }
}
