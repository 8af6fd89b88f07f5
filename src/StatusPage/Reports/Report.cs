using StatusPage.Platform.Problems;

namespace StatusPage.Reports;

/// <summary>One wording of an incident's final report.</summary>
internal sealed record Report
{
    /// <summary>In characters. A form with as many Korean ones is still taken.</summary>
    public const int LongestBody = 60_000;

    public const int DraftNumber = 0;

    public required string Id { get; init; }
    public required string IncidentId { get; init; }

    /// <summary>From 1. The draft is 0.</summary>
    public required int Number { get; init; }

    /// <summary>Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>When it was published, or the draft saved.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>Who published it, or saved the draft; for operators alone.</summary>
    public required string Author { get; init; }

    /// <summary>When it was taken back; nobody reads it any more.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <exception cref="InvalidInputException">It is empty though it is to be published, too long, or holds what no text holds.</exception>
    public static void Validate(string field, string body, bool complete) => new Check().Text(field, body, LongestBody, required: complete).Done();
}
