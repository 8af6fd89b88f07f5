using System.Collections.Concurrent;
using System.Net;
using StatusPage.Operators;
using StatusPage.Platform.Audit;

namespace StatusPage.Tests.Console;

/// <summary>The program with a page in Seoul and one operator of each role.</summary>
public sealed class ConsoleFixture : AppFixture
{
    public const string Password = "a password of some length";

    private readonly ConcurrentDictionary<Role, Task> operators = new();

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Site:TimeZone", "Asia/Seoul")];

    internal static string Email(Role role) => $"{role.ToString().ToLowerInvariant()}@example.com";

    internal Task Operator(Role role) =>
        operators.GetOrAdd(role, r => Get<OperatorService>().Add(Email(r), r.ToString(), r, Password, Actor.System));

    /// <summary>Somebody of a role who has just signed in at the door.</summary>
    internal async Task<Visitor> As(Role role)
    {
        await Operator(role);
        var visitor = new Visitor(NewClient());
        using var answer = await visitor.Send("/console/sign-in", "Sign in", ("email", Email(role)), ("password", Password));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return visitor;
    }
}
