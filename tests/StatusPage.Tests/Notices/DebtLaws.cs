using StatusPage.Platform.Data;
using StatusPage.Promises;

namespace StatusPage.Tests.Notices;

/// <summary>What holds whatever operators do, servers answer and processes die of: random histories, each named by its seed.</summary>
public sealed class DebtLaws
{
    private const int Steps = 120;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_nobody_told_is_forgotten(int seed)
    {
        using var world = await DebtWorld.Create((ulong)seed);
        var told = new HashSet<string>();
        var endings = new Dictionary<string, string>();
        for (var step = 0; step < Steps; step++)
        {
            await world.Step();
            await Hold(world, told, endings, $"seed {seed}, step {step}");
        }

        await world.End();
        await Hold(world, told, endings, $"seed {seed}, at the end");
        Holds(world, $"seed {seed}: told and neither told of the recovery, nor gone, nor listed with a reason", await world.Test.Database.Read(Forgotten));
        Holds(world, $"seed {seed}: still on its way", await world.Test.Database.Read(session => session.Query<string>(
            "SELECT d.state FROM delivery d JOIN notice n ON n.id = d.notice_id JOIN incident i ON i.id = n.incident_id WHERE i.deleted_at IS NULL AND d.state IN ('queued', 'sending', 'waiting')")));
        Assert.NotEmpty(told);
    }

    private static async Task Hold(DebtWorld world, HashSet<string> told, Dictionary<string, string> endings, string when)
    {
        var now = await world.Test.Database.Read(Told);
        Holds(world, $"{when}: no longer in the told set", told.Except(now));
        told.UnionWith(now);
        foreach (var (id, ending) in await world.Test.Database.Read(Endings))
        {
            Holds(world, $"{when}: a promise ended twice", endings.TryGetValue(id, out var before) && before != ending ? [$"{id}: {before}, then {ending}"] : []);
            endings[id] = ending;
        }

        Holds(world, $"{when}: a promise has no ending any more", endings.Keys.Except((await world.Test.Database.Read(Endings)).Select(e => e.Id)));
        Holds(world, $"{when}: accepted and sent again", world.SentAgain);
        Holds(world, $"{when}: deleted unpaid", world.DeletedUnpaid);
        Holds(world, $"{when}: too many words of the service itself", await TooManyWords(world));
    }

    /// <summary>Not more than the intervals that passed, and one notice for each.</summary>
    private static async Task<IReadOnlyList<string>> TooManyWords(DebtWorld world)
    {
        var at = world.Test.Clock.GetUtcNow();
        var spoken = await world.Test.Database.Read(session => session.Query<SpokenRow>(
            """
            SELECT p.id, p.due_at, COUNT(a.id) AS words, (SELECT COUNT(*) FROM notice n JOIN announcement b ON b.id = n.source_id WHERE b.subject_id = p.id AND b.kind = 'dead_man') AS notices
            FROM promise p JOIN announcement a ON a.subject_id = p.id AND a.kind = 'dead_man' GROUP BY p.id, p.due_at
            """));
        return [.. spoken.Where(s => s.Words > Silence.Number(at - s.DueAt, world.DeadMan) || s.Notices > s.Words).Select(s => $"{s.Id}: {s.Words} words, {s.Notices} notices")];
    }

    private static Task<IReadOnlyList<string>> Told(DbSession session) => session.Query<string>(
        "SELECT DISTINCT n.incident_id || ' ' || d.subscription_id FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE d.state = 'accepted' OR d.uncertain = 1");

    private static async Task<IReadOnlyList<(string Id, string Ending)>> Endings(DbSession session) =>
        [.. (await session.Query<EndingRow>("SELECT id, ending, ended_at FROM promise WHERE ended_at IS NOT NULL")).Select(r => (r.Id, $"{r.Ending} {r.EndedAt:O}"))];

    /// <summary>Asked without the ledger's own statements: of everyone told, what became of the recovery that stands now.</summary>
    private static Task<IReadOnlyList<string>> Forgotten(DbSession session) => session.Query<string>(
        """
        SELECT DISTINCT i.id || ' ' || d.subscription_id || ' ' || COALESCE(r.state, 'was never to be told')
        FROM delivery d JOIN notice n ON n.id = d.notice_id JOIN incident i ON i.id = n.incident_id JOIN subscription s ON s.id = d.subscription_id
        LEFT JOIN notice m ON m.kind = 'recovery' AND m.update_id = (
          SELECT u.id FROM incident_update u WHERE u.incident_id = COALESCE(i.merged_into, i.id) ORDER BY u.seq DESC LIMIT 1)
        LEFT JOIN delivery r ON r.notice_id = m.id AND r.subscription_id = d.subscription_id
        WHERE i.deleted_at IS NULL AND (d.state = 'accepted' OR d.uncertain = 1) AND s.state <> 'ended'
          AND NOT (COALESCE(r.state, '') = 'accepted' OR (COALESCE(r.state, '') IN ('refused', 'exhausted', 'written_off') AND COALESCE(r.words, '') <> ''))
        """);

    private static void Holds(DebtWorld world, string law, IEnumerable<string> violations)
    {
        var found = violations.ToList();
        Assert.True(found.Count == 0, $"{law}:\n{string.Join('\n', found)}\nafter\n{string.Join('\n', world.Story)}");
    }

    private sealed class EndingRow
    {
        public string Id { get; init; } = "";
        public string Ending { get; init; } = "";
        public DateTimeOffset EndedAt { get; init; }
    }

    private sealed class SpokenRow
    {
        public string Id { get; init; } = "";
        public DateTimeOffset DueAt { get; init; }
        public long Words { get; init; }
        public long Notices { get; init; }
    }
}
