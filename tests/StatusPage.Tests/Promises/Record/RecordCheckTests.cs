using FsCheck;
using FsCheck.Fluent;
using StatusPage.Incidents;
using StatusPage.Promises;
using StatusPage.Promises.Record;

namespace StatusPage.Tests.Promises.Record;

public sealed class RecordCheckTests
{
    [Fact]
    public void Nothing_is_found_in_what_was_not_touched()
    {
        var (entries, promises) = History(20);
        Assert.Empty(Found(entries, promises));
    }

    /// <summary>Any single change of any column of any entry, the loss of any but the last, and any two that change places.</summary>
    [Fact]
    public void Any_change_deletion_or_swap_is_found()
    {
        var (entries, promises) = History(12);
        var tampering =
            from at in Gen.Choose(0, entries.Count - 1)
            from other in Gen.Choose(0, entries.Count - 1)
            from kind in Gen.Choose(0, 8)
            from place in Gen.Choose(0, 1000)
            select (at, other, kind, place);
        Prop.ForAll(Arb.From(tampering), t =>
        {
            var tampered = Tamper(entries, t.at, t.other, t.kind, t.place);
            return (tampered is null || Found(tampered, promises).Count > 0).Label($"{t} was not seen");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    [Fact]
    public void An_altered_entry_is_named_and_those_after_it_are_not()
    {
        var (entries, promises) = History(5);
        var altered = entries.ToList();
        altered[3] = altered[3] with { Entry = altered[3].Entry.Replace("2035", "2036", StringComparison.Ordinal) };
        Assert.Contains("Entry 4 does not follow", Found(altered, promises)[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Found(altered, promises), p => p.Contains("Entry 5", StringComparison.Ordinal));
        Assert.Equal("Entries 3 to 4 are missing.", Found([.. entries.Take(2), .. entries.Skip(4)], promises)[0]);
    }

    [Fact]
    public void A_chain_written_anew_around_a_changed_entry_is_seen_by_the_promises_alone()
    {
        var (_, promises) = History(3);
        var forged = new Entries();
        forged.Started("i");
        var moved = forged.Made("i", promises[0].Id, PromiseKind.NextUpdate, TimeSpan.FromHours(9));
        forged.Ended(moved, Ending.Kept);
        Assert.Contains(Found(forged.All, [promises[0]]), p => p.Contains("was altered: its due time", StringComparison.Ordinal));
    }

    private static (IReadOnlyList<ChainedEntry> Entries, IReadOnlyList<Promise> Promises) History(int promises)
    {
        var entries = new Entries();
        entries.Started("i");
        var made = new List<Promise>();
        for (var n = 0; n < promises; n++)
        {
            entries.Now += TimeSpan.FromMinutes(7);
            var promise = entries.Made("i", $"p{n}", (PromiseKind)(n % 5), TimeSpan.FromMinutes(30), n % 2 == 0 ? "부품 \"도착\" <b>" : null);
            made.Add(n % 3 == 0 ? promise : entries.Ended(promise, (Ending)(n % 4)));
        }

        return (entries.All, made);
    }

    private static IReadOnlyList<string> Found(IEnumerable<ChainedEntry> entries, IReadOnlyList<Promise> promises)
    {
        var check = new RecordCheck();
        foreach (var entry in entries)
        {
            check.Add(entry);
        }

        foreach (var promise in promises)
        {
            check.Compare(promise);
        }

        check.EndOfPromises();
        return check.Problems;
    }

    /// <returns>Null where nothing is changed by it.</returns>
    private static IReadOnlyList<ChainedEntry>? Tamper(IReadOnlyList<ChainedEntry> entries, int at, int other, int kind, int place)
    {
        var all = entries.ToList();
        var e = all[at];
        switch (kind)
        {
            case 0:
                all.RemoveAt(at);
                break;
            case 1:
                (all[at], all[other]) = (all[other] with { Seq = e.Seq }, e with { Seq = all[other].Seq });
                return at == other ? null : all;
            case 2:
                (all[at], all[other]) = (e with { Entry = all[other].Entry, Hash = all[other].Hash }, all[other] with { Entry = e.Entry, Hash = e.Hash });
                return at == other ? null : all;
            default:
                all[at] = kind switch
                {
                    3 => e with { At = e.At.AddMilliseconds(1) },
                    4 => e with { IncidentId = "j" },
                    5 => e with { Kind = e.Kind + "x" },
                    6 => e with { Hash = Turned(e.Hash, place) },
                    7 => e with { Entry = Turned(e.Entry, place) },
                    _ => e with { Entry = e.Entry.Insert(place % e.Entry.Length, " ") },
                };
                break;
        }

        return all;
    }

    private static string Turned(string text, int place)
    {
        var i = place % text.Length;
        return $"{text[..i]}{(text[i] == '0' ? '1' : '0')}{text[(i + 1)..]}";
    }
}
