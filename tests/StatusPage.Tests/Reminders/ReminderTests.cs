using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StatusPage.Incidents;
using StatusPage.Mail;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;
using StatusPage.Promises;
using StatusPage.Reminders;

namespace StatusPage.Tests.Reminders;

public sealed class ReminderTests : IAsyncLifetime
{
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);
    private readonly PromiseBook book = new(new(TimeSpan.FromDays(14), TimeSpan.FromMinutes(15)));
    private readonly Post post = new();
    private TestDatabase test = null!;
    private ReminderKeeper keeper = null!;

    public async ValueTask InitializeAsync()
    {
        test = await TestDatabase.Create();
        keeper = Node();
        await test.Database.Write(async session =>
        {
            await OperatorStore.Insert(session, new("op", "op@example.com", "Op", Role.Operator, test.Clock.Now()), "x");
            await IncidentStore.Insert(session, "i", new() { Name = "Fire <b>" }, backfilled: false, test.Clock.Now());
            await Update(session, 1);
        });
    }

    public ValueTask DisposeAsync()
    {
        keeper.Dispose();
        test.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_operator_is_reminded_before_when_it_is_due_and_every_quarter_of_an_hour_until_it_is_kept()
    {
        await Promise(PromiseKind.Estimate, HalfHour);
        await After(24);
        Assert.Empty(post.Sent);
        await After(1);
        await After(5);
        await After(14);
        await After(1);
        await After(15);
        Assert.Equal(
            [
                "[Example] Due at 18:30: the recovery, Fire <b>", "[Example] Due now: the recovery, Fire <b>",
                "[Example] Late by 15 min: the recovery, Fire <b>", "[Example] Late by 30 min: the recovery, Fire <b>",
            ],
            post.Subjects);
        Assert.Contains("Open the incident: https://status.example.com/console/incidents/i\n", post.Sent.Last().Text, StringComparison.Ordinal);
        Assert.Contains("Promised by 1 Jan 18:30 KST: the recovery.", post.Sent.Last().Text, StringComparison.Ordinal);

        await test.Database.Write(session => book.Keep(session, "i", PromiseKind.Estimate, test.Clock.Now()));
        await After(60);
        Assert.Equal(4, post.Sent.Count);
    }

    [Fact]
    public async Task A_report_is_reminded_of_a_day_before_when_due_and_daily()
    {
        await Promise(PromiseKind.Report, TimeSpan.FromDays(14));
        for (var hour = 0; hour < 17 * 24; hour++)
        {
            await After(60);
        }

        Assert.Equal(
            ["Due at 15 Jan 18:00", "Due now", "Late by 1 d", "Late by 2 d", "Late by 3 d"],
            post.Subjects.Select(s => s["[Example] ".Length..s.IndexOf(':', s.Contains("18:00", StringComparison.Ordinal) ? s.IndexOf("18:00", StringComparison.Ordinal) + 4 : 0)]));
    }

    [Fact]
    public async Task A_broken_next_update_goes_on_reminding_while_nobody_has_posted()
    {
        var promise = await Promise(PromiseKind.NextUpdate, HalfHour);
        await After(45);
        await test.Database.Write(session => PromiseBook.Break(session, promise, test.Clock.Now()));
        post.Sent.Clear();
        await After(15);
        Assert.Contains("the service has told readers itself", Assert.Single(post.Sent).Text, StringComparison.Ordinal);

        await test.Database.Write(session => Update(session, 2));
        await After(60);
        Assert.Single(post.Sent);
    }

    [Fact]
    public async Task Those_that_were_missed_are_not_made_up_for()
    {
        await Promise(PromiseKind.Plan, HalfHour);
        await After(120);
        Assert.Equal(["[Example] Late by 1 h 30 min: the recovery plan, Fire <b>"], post.Subjects);
    }

    [Fact]
    public async Task Each_is_sent_once_by_many_nodes_and_after_a_restart()
    {
        await Promise(PromiseKind.Plan, HalfHour);
        test.Clock.Advance(HalfHour);
        var nodes = Enumerable.Range(0, 4).Select(_ => Node()).ToList();
        await Task.WhenAll(nodes.Select(n => n.Remind(TestContext.Current.CancellationToken)));
        Assert.Single(post.Sent);
        nodes.ForEach(n => n.Dispose());
    }

    [Fact]
    public async Task What_the_server_put_off_is_tried_again_while_it_is_the_newest_and_is_then_the_same_message()
    {
        await Promise(PromiseKind.Plan, HalfHour);
        post.Answer = new MailResult.ServerUnavailable("away");
        await After(30);
        await After(0);
        var first = Assert.Single(post.Tried);
        await After(1);
        post.Answer = new MailResult.Accepted("ok");
        await After(1);
        Assert.Equal(3, post.Tried.Count);
        Assert.Equal(IdOf(first), IdOf(Assert.Single(post.Sent).Text));

        await After(5);
        Assert.Single(post.Sent);
    }

    [Fact]
    public async Task Viewers_and_those_who_were_disabled_are_left_alone_and_so_is_everyone_about_what_was_just_promised()
    {
        await test.Database.Write(async session =>
        {
            await OperatorStore.Insert(session, new("viewer", "viewer@example.com", "V", Role.Viewer, test.Clock.Now()), "x");
            await OperatorStore.Insert(session, new("owner", "owner@example.com", "O", Role.Owner, test.Clock.Now()), "x");
            await OperatorStore.Insert(session, new("gone", "gone@example.com", "G", Role.Owner, test.Clock.Now()), "x");
            await OperatorStore.Update(session, new("gone", "gone@example.com", "G", Role.Owner, test.Clock.Now(), test.Clock.Now()));
        });
        await Promise(PromiseKind.Plan, TimeSpan.FromMinutes(3));
        await After(1);
        Assert.Empty(post.Sent);
        await After(2);
        Assert.Equal(["op@example.com", "owner@example.com"], post.Sent.Select(m => m.To).Order());
    }

    [Fact]
    public async Task Nobody_is_reminded_of_what_is_no_longer_on_the_page()
    {
        await Promise(PromiseKind.Plan, HalfHour);
        await test.Database.Write(session => IncidentStore.Delete(session, "i", test.Clock.Now()));
        await After(60);
        Assert.Empty(post.Sent);
    }

    private async Task After(int minutes)
    {
        test.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await keeper.Remind(TestContext.Current.CancellationToken);
    }

    private Task<Promise> Promise(PromiseKind kind, TimeSpan due) =>
        test.Database.Write(session => book.Make(session, "i", "u1", new(kind, test.Clock.Now() + due), test.Clock.Now()));

    private async Task<bool> Update(DbSession session, int seq)
    {
        await IncidentStore.InsertUpdate(session, new()
        {
            Id = $"u{seq}", IncidentId = "i", Seq = seq, Status = IncidentStatus.Investigating, OriginalBody = "We look.", CreatedAt = test.Clock.Now(), DisplayAt = test.Clock.Now(),
            DeliverNotifications = true, Affected = [], Corrections = [], NextUpdateBy = null,
        });
        return true;
    }

    private ReminderKeeper Node() => new(
        test.Database, test.Site, new SiteOptions("Example", "https://status.example.com", "Asia/Seoul", ["en", "ko"], "en"),
        new Mailer(post, new() { From = new("status@example.com"), PickupDirectory = "" }), new ChangeSignal(), test.Clock, NullLogger<ReminderKeeper>.Instance);

    private static string IdOf(string message) => message.Split('\n').Single(l => l.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase));

    /// <summary>A mail server that keeps what it took.</summary>
    private sealed class Post : IMailTransport
    {
        public MailResult Answer { get; set; } = new MailResult.Accepted("ok");

        public ConcurrentQueue<string> Tried { get; } = new();

        public ConcurrentQueue<(string To, string Text)> Sent { get; } = new();

        public IEnumerable<string> Subjects => Sent.Select(m => m.Text.ReplaceLineEndings("\n").Replace("\n ", " ", StringComparison.Ordinal).Split('\n').Single(l => l.StartsWith("Subject: ", StringComparison.Ordinal))["Subject: ".Length..]);

        public Task<MailResult> SendAsync(MailEnvelope envelope, CancellationToken cancellationToken)
        {
            var text = Encoding.UTF8.GetString(envelope.Content.Span).ReplaceLineEndings("\n");
            Tried.Enqueue(text);
            if (Answer is MailResult.Accepted)
            {
                Sent.Enqueue((envelope.Recipient, text));
            }

            return Task.FromResult(Answer);
        }
    }
}
