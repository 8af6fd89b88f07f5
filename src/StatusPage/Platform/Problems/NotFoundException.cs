namespace StatusPage.Platform.Problems;

/// <summary>There is no such thing, or it was deleted. Becomes a 404.</summary>
internal sealed class NotFoundException(string kind, string id) : Exception($"There is no {kind} {id}.")
{
    public string Kind { get; } = kind;

    public string Id { get; } = id;
}
