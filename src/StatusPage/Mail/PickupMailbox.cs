namespace StatusPage.Mail;

/// <summary>A message in the pickup folder, headers decoded. The id is the file's name.</summary>
internal sealed record PickupEntry(string Id, DateTimeOffset Written, string From, string To, string Subject);

internal sealed record PickupContent(PickupEntry Entry, IReadOnlyList<KeyValuePair<string, string>> Headers, string Text, string? Html);

/// <summary>Reads what <see cref="PickupTransport"/> wrote, for people who look at it in the console.</summary>
internal sealed class PickupMailbox(string directory)
{
    /// <summary>The newest first.</summary>
    public IReadOnlyList<PickupEntry> List(int count) => throw new NotSupportedException(directory + count);

    public PickupContent? Read(string id) => throw new NotSupportedException(directory + id);
}
