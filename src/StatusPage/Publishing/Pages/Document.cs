using Microsoft.AspNetCore.Components;

namespace StatusPage.Publishing.Pages;

/// <summary>A page around its content.</summary>
internal sealed record Document
{
    public required PageContext Page { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }

    /// <summary>Its address in a language; null for a page that is not to be found by searching or linked to.</summary>
    public Func<string, string>? PathIn { get; init; }

    /// <summary>Whether it follows changes. A form does not: nobody wants it to change under their hands.</summary>
    public bool Live { get; init; }

    /// <summary>The address of a script of its own.</summary>
    public string? Script { get; init; }

    public required RenderFragment Content { get; init; }

    public required PageAssets Assets { get; init; }

    public string? Path => PathIn?.Invoke(Page.Language);

    /// <summary>Where the language links lead: this page in the other language, or the front page where it has no address of its own.</summary>
    public string InLanguage(string language) => (PathIn ?? PagePaths.Front)(language);
}

/// <summary>The addresses of what a page loads.</summary>
internal sealed record PageAssets(string Style, string Script, string SignalR, string Icon);
