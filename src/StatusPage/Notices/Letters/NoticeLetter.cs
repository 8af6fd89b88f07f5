using StatusPage.Components;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;

namespace StatusPage.Notices.Letters;

/// <summary>What one notice says in one language, before it is anybody's: the text and the HTML are two ways to write this down.</summary>
internal sealed record NoticeLetter
{
    public required string Language { get; init; }
    public required Site Site { get; init; }
    public required string Subject { get; init; }

    /// <summary>What is broken and for whom, or that it works again. One to three short sentences.</summary>
    public required IReadOnlyList<string> First { get; init; }

    /// <summary>What is promised by when, the next word first.</summary>
    public required IReadOnlyList<string> Promised { get; init; }

    public required IReadOnlyList<LetterSection> Sections { get; init; }

    /// <summary>Each affected component with its state in words.</summary>
    public IReadOnlyList<(string Name, ComponentStatus Status, string Words)> Components { get; init; } = [];
    public required string IncidentUrl { get; init; }

    public Texts Words => Texts.Of<LetterTexts>(Language);

    public static NoticeLetter Of(LetterSource source) => source.Notice.Kind switch
    {
        NoticeKind.Promise => PromiseLetter.Of(source),
        NoticeKind.Correction => CorrectionLetter.Of(source),
        NoticeKind.Statement => StatementLetter.Of(source),
        NoticeKind.DeadMan => DeadManLetter.Of(source),
        NoticeKind.Plan => PlanLetter.Of(source),
        NoticeKind.PlanPhase => PlanPhaseLetter.Of(source),
        NoticeKind.Report => ReportLetter.Of(source),
        _ => UpdateLetter.Of(source),
    };

    /// <summary>A letter with what all have: its address, the promises that stand, and how far the plan is.</summary>
    public static NoticeLetter From(LetterSource source, string subject, IReadOnlyList<string> first, IReadOnlyList<LetterSection> sections) => new()
    {
        Language = source.Language, Site = source.Site, Subject = subject, First = first, Sections = sections,
        Promised = [.. PromiseWords.Standing(source), .. PlanLetter.Present(source)], IncidentUrl = source.IncidentUrl,
    };
}

/// <summary>A part of a letter.</summary>
/// <param name="Heading">A short line over it.</param>
/// <param name="Markdown">Its text; empty for none.</param>
/// <param name="Lines">Short lines below the text.</param>
/// <param name="Quoted">Said before, and shown so.</param>
internal sealed record LetterSection(string Heading, string Markdown, IReadOnlyList<string> Lines, bool Quoted = false)
{
    public LetterSection(string heading, string markdown) : this(heading, markdown, [])
    {
    }
}
