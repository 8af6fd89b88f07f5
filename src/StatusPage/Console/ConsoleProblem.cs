using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc;
using StatusPage.Platform.Text;

namespace StatusPage.Console;

/// <summary>A page that needs nothing, not even the database: said when there is no better one.</summary>
internal static class ConsoleProblem
{
    public static string Html(Texts texts, int status)
    {
        var key = texts.Has($"problem.{status}.title") ? status : StatusCodes.Status500InternalServerError;
        return $"""
            <!doctype html>
            <html lang="{texts.Language}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encoded(texts[$"problem.{key}.title"])}</title>
            <link rel="stylesheet" href="/console/assets/site.css"><link rel="stylesheet" href="/console/assets/console.css"></head>
            <body class="console"><main id="main" class="slim"><h1>{Encoded(texts[$"problem.{key}.title"])}</h1>
            <p>{Encoded(texts[$"problem.{key}.text"])}</p>
            <p><a href="/console">{Encoded(texts["problem.back"])}</a></p></main></body>
            </html>
            """;
    }

    public static ContentResult Result(Texts texts, int status) =>
        new() { StatusCode = status, ContentType = "text/html; charset=utf-8", Content = Html(texts, status) };

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
