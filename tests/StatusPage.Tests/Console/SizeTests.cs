using System.Net;
using StatusPage.Operators;

namespace StatusPage.Tests.Console;

/// <summary>A body is bounded also when its length is not told.</summary>
public sealed class SizeTests(ConsoleFixture app) : IClassFixture<ConsoleFixture>
{
    [Theory]
    [InlineData("/console/sign-in", 300)]
    [InlineData("/console/incidents/new", 300)]
    [InlineData("/console/subscribers/add", 5600)]
    [InlineData("/subscribe", 20)]
    [InlineData("/manage/nonsense", 20)]
    public async Task Too_large_a_form_is_refused_in_words_with_and_without_a_length(string path, int kilobytes)
    {
        using var visitor = await app.As(Role.Operator);
        foreach (var chunked in new[] { true, false })
        {
            using var form = new FormUrlEncodedContent([new("x", new string('x', kilobytes * 1024))]);
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form, Headers = { TransferEncodingChunked = chunked } };
            using var answer = await visitor.Client.SendAsync(request);
            Assert.True(answer.StatusCode == HttpStatusCode.RequestEntityTooLarge, $"{path} {(chunked ? "chunked" : "whole")}: {answer.StatusCode}");
            Assert.Contains("<h1>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_without_a_length_that_is_small_is_read_as_any_other()
    {
        using var client = app.NewClient();
        using var form = new FormUrlEncodedContent([new("email", "x@example.com")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/console/sign-in") { Content = form, Headers = { TransferEncodingChunked = true } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
