using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Throttling;

namespace StatusPage.Tests.Operators;

/// <summary>The capability on a database of its own, with a clock that tests move.</summary>
internal sealed class OperatorsUnderTest : IDisposable
{
    public const string Password = "a long enough password";
    private readonly TestDatabase test;

    private OperatorsUnderTest(TestDatabase test)
    {
        this.test = test;
        // What the tests say holds of cheap hashes too, and they make hundreds.
        var passwords = new Passwords(1000);
        Throttle = new(test.Database, test.Site, test.Clock);
        Service = new(test.Database, test.Audit, passwords, test.Clock);
        SignIn = new(test.Database, Throttle, passwords);
        Sessions = new(test.Database, test.Audit, test.Clock);
        Keys = new(test.Database, test.Audit, test.Clock);
        Links = new(test.Database, Service, test.Clock);
    }

    public TestClock Clock => test.Clock;

    public Throttle Throttle { get; }

    public OperatorService Service { get; }

    public SignIn SignIn { get; }

    /// <summary>As after an update of the program, to passwords that cost more to guess.</summary>
    public SignIn StrongerSignIn => new(test.Database, Throttle, new Passwords());

    public Sessions Sessions { get; }

    public ApiKeys Keys { get; }

    public SetupLinks Links { get; }

    public ForgetSessionsJob Forget => new(test.Database, test.Clock);

    public static async Task<OperatorsUnderTest> Create() => new(await TestDatabase.Create());

    public Task<Operator> Add(string name, Role role = Role.Owner) =>
        Service.Add($"{name}@example.com", name, role, Password, Actor.CommandLine);

    /// <summary>What the audit says, who did what, sorted; entries of one millisecond have no order of their own.</summary>
    public async Task<IReadOnlyList<string>> Audit() =>
        [.. (await test.Audit.List(1000)).Select(e => $"{e.ActorName} {e.Action} {e.SubjectKind}").Order(StringComparer.Ordinal)];

    public async Task<string> PasswordHash(string email) =>
        (await test.Database.Read(session => OperatorStore.FindCredentials(session, Operator.KeyOf(email))))!.PasswordHash;

    public Task<string> AllText() => Tests.AllText.Of(test.Database);

    public void Dispose() => test.Dispose();
}
