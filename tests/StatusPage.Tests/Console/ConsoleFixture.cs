using StatusPage.Operators;

namespace StatusPage.Tests.Console;

/// <summary>The program with a page in Seoul.</summary>
public sealed class ConsoleFixture : AppFixture
{
    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Site:TimeZone", "Asia/Seoul")];

    internal Task<Visitor> As(Role role) => Visitor.As(this, role);
}
