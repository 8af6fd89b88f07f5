using System.Net;
using Microsoft.Data.Sqlite;
using StatusPage.Components;
using StatusPage.Operators;
using StatusPage.Platform.Data;

namespace StatusPage.Tests.Console;

public sealed class DatabaseAwayTests(ConsoleFixture app) : IClassFixture<ConsoleFixture>
{
    [Fact]
    public async Task A_locked_database_is_said_in_words_and_nothing_is_half_done()
    {
        using var visitor = await app.As(Role.Operator);
        var form = await visitor.Read("/console/services/component");
        await using var other = new SqliteConnection(app.Get<Database>().ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using (var held = other.BeginTransaction())
        {
            var refused = await visitor.Send(form, "Add the service", ("component.name", "Never"));

            var page = await Visitor.Parse(refused, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("Nothing was changed", page.Body!.TextContent, StringComparison.Ordinal);
            Assert.NotNull(refused.Headers.RetryAfter);
            await visitor.Read("/console/services");
        }

        using var added = await visitor.Send(form, "Add the service", ("component.name", "Afterwards"));
        Assert.Equal(["Afterwards"], (await app.Get<ComponentService>().All()).Components.Select(c => c.Name));
    }
}
