using System.Net;
using System.Net.Sockets;
using StatusPage.Mail;

namespace StatusPage.Tests.Mail;

public class SmtpTransportTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static SmtpOptions To(SmtpSink sink, SmtpSecurity security = SmtpSecurity.None) => new()
    {
        Host = "127.0.0.1",
        Port = sink.Port,
        Security = security,
    };

    private static SmtpTransport Transport(SmtpOptions options) => new(options, TimeProvider.System);

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task A_message_arrives_as_it_was_sent_and_the_connection_is_reused()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(To(sink));
        var envelope = Messages.Envelope();

        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<MailResult.Accepted>(await transport.SendAsync(envelope, None));
        }

        Assert.Equal(1, sink.ConnectionsMade);
        Assert.All(sink.Messages, message => Assert.Equal(envelope.Content.ToArray(), message.Content));
        Assert.All(sink.Messages, message => Assert.Equal("bounces@example.com", message.From));
        Assert.Equal(5, sink.Messages.Count);
    }

    [Fact]
    public async Task Lines_that_begin_with_a_dot_arrive_with_it()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(To(sink));
        const string Content = ".first\r\n\r\n.\r\n..\r\nmiddle.\r\n.\r\n";

        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope("a@example.org", Content), None));
        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope("a@example.org", "x: y\r\n\r\nno end"), None));

        Assert.Equal(Content, System.Text.Encoding.ASCII.GetString(sink.Messages.First().Content));
        Assert.EndsWith("no end\r\n", System.Text.Encoding.ASCII.GetString(sink.Messages.Last().Content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_or_deferred_recipient_concerns_only_that_message(bool pipelining)
    {
        await using var sink = new SmtpSink(new SinkOptions { Extensions = pipelining ? ["PIPELINING"] : [] })
        {
            Behaviour = (stage, who) => (stage, who) switch
            {
                (SinkStage.Recipient, "gone@example.org") => SinkAction.Say("550 5.1.1 No such user"),
                (SinkStage.Recipient, "full@example.org") => SinkAction.Say("452 4.2.2 Mailbox full"),
                (SinkStage.Data, "data5@example.org") => SinkAction.Say("554 5.7.1 Not today"),
                (SinkStage.Data, "data4@example.org") => SinkAction.Say("451 4.3.0 Try later"),
                (SinkStage.FinalDot, "spam@example.org") => SinkAction.Say("550-5.7.1 This looks like spam\r\n550 5.7.1 to us"),
                (SinkStage.FinalDot, "rate@example.org") => SinkAction.Say("454 Throttling failure"),
                _ => null,
            },
        };
        await using var transport = Transport(To(sink));
        async Task<MailResult> Send(string to) => await transport.SendAsync(Messages.Envelope(to), None);

        Assert.Equal(new MailResult.Refused(550, "5.1.1", "No such user"), await Send("gone@example.org"));
        Assert.Equal(new MailResult.Deferred(452, "4.2.2", "Mailbox full"), await Send("full@example.org"));
        Assert.IsType<MailResult.Accepted>(await Send("fine@example.org"));
        Assert.Equal(new MailResult.Refused(554, "5.7.1", "Not today"), await Send("data5@example.org"));
        Assert.Equal(new MailResult.Deferred(451, "4.3.0", "Try later"), await Send("data4@example.org"));
        Assert.Equal(new MailResult.Refused(550, "5.7.1", "This looks like spam\nto us"), await Send("spam@example.org"));
        Assert.Equal(new MailResult.Deferred(454, null, "Throttling failure"), await Send("rate@example.org"));
        Assert.IsType<MailResult.Accepted>(await Send("fine@example.org"));
        Assert.Equal(1, sink.ConnectionsMade);
        Assert.Equal(["fine@example.org", "fine@example.org"], sink.Recipients);
    }

    [Fact]
    public async Task A_server_that_takes_DATA_although_it_refused_the_recipient_gets_no_content()
    {
        // RFC 2920 section 3.1; this hand-written server answers in one go whatever it is asked.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var seen = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 hi");
            await reader.ReadLineAsync();
            await writer.WriteAsync("250-hi\r\n250 PIPELINING\r\n");
            for (var i = 0; i < 3; i++)
            {
                await reader.ReadLineAsync();
            }

            await writer.WriteAsync("250 ok\r\n550 5.1.1 nobody\r\n354 go on\r\n");
            var line = await reader.ReadLineAsync();
            await writer.WriteAsync("554 5.5.1 no recipients\r\n");
            return line;
        }, None);
        await using var transport = Transport(new SmtpOptions
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Security = SmtpSecurity.None,
        });

        Assert.Equal(new MailResult.Refused(550, "5.1.1", "nobody"), await transport.SendAsync(Messages.Envelope(), None));
        Assert.Equal(".", await seen);
    }

    [Theory]
    [InlineData(SinkStage.Connect, "554 5.3.2 No service")]
    [InlineData(SinkStage.Connect, "421 4.3.2 Shutting down")]
    [InlineData(SinkStage.Connect, "HTTP/1.1 400 Bad Request")]
    [InlineData(SinkStage.Mail, "550 5.7.1 Sender not allowed")]
    [InlineData(SinkStage.Mail, "452 4.3.1 Insufficient system storage")]
    [InlineData(SinkStage.Mail, "421 4.7.0 Too busy")]
    [InlineData(SinkStage.Recipient, "421 4.7.0 Too busy")]
    [InlineData(SinkStage.FinalDot, "421 4.3.0 Going down")]
    public async Task What_concerns_the_whole_server_is_told_apart(SinkStage at, string answer)
    {
        await using var sink = new SmtpSink { Behaviour = (stage, _) => stage == at ? SinkAction.SayAndClose(answer) : null };
        await using var transport = Transport(To(sink));

        var result = Assert.IsType<MailResult.ServerUnavailable>(await transport.SendAsync(Messages.Envelope(), None));

        Assert.Equal(at > SinkStage.Mail, result.DuringMessage);
        Assert.Contains(answer[4..], result.Reason, StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
        sink.Behaviour = null;
        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope(), None));
    }

    [Fact]
    public async Task Nobody_listening_is_the_servers_fault()
    {
        var sink = new SmtpSink();
        await using var transport = Transport(To(sink));
        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope(), None));
        await sink.DisposeAsync();

        Assert.IsType<MailResult.ServerUnavailable>(await transport.SendAsync(Messages.Envelope(), None));
    }

    [Fact]
    public async Task A_connection_the_server_closed_while_idle_is_replaced_unnoticed()
    {
        await using var sink = new SmtpSink { Behaviour = (stage, _) => stage == SinkStage.Idle ? SinkAction.Close : null };
        await using var transport = Transport(To(sink));

        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope($"u{i}@example.org"), None));
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"u{i}@example.org"), sink.Recipients);
        Assert.Equal(20, sink.ConnectionsMade);
    }

    [Theory]
    [InlineData(SinkStage.Idle)]
    [InlineData(SinkStage.Mail)]
    [InlineData(SinkStage.Recipient)]
    public async Task A_421_on_a_reused_connection_is_answered_with_a_new_one(SinkStage at)
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(To(sink));
        sink.Behaviour = (stage, _) => at == SinkStage.Idle && stage == at ? SinkAction.SayAndClose("421 4.4.2 Timeout") : null;
        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope(), None));
        var once = 0;
        sink.Behaviour = (stage, _) => at == stage && Interlocked.Increment(ref once) == 1 ? SinkAction.SayAndClose("421 4.4.2 Enough") : null;

        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope(), None));

        Assert.Equal(2, sink.Messages.Count);
        Assert.Equal(2, sink.ConnectionsMade);
    }

    [Fact]
    public async Task Closing_after_the_final_dot_leaves_the_fate_unknown_and_is_never_sent_again_by_itself()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(To(sink));
        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope(), None));
        sink.Behaviour = (stage, _) => stage == SinkStage.FinalDot ? SinkAction.Close : null;

        Assert.IsType<MailResult.Unknown>(await transport.SendAsync(Messages.Envelope(), None));

        Assert.Equal(1, sink.ConnectionsMade);
        Assert.Equal(2, sink.Commands.Count(line => line == "DATA"));
    }

    [Fact]
    public async Task Closing_in_the_middle_of_a_large_content_drops_it()
    {
        await using var sink = new SmtpSink(new SinkOptions { Extensions = ["PIPELINING"] })
        {
            Behaviour = (stage, _) => stage == SinkStage.Content ? SinkAction.Close : null,
        };
        await using var transport = Transport(To(sink));
        var large = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 500_000));

        Assert.IsType<MailResult.Dropped>(await transport.SendAsync(Messages.Envelope("a@example.org", large), None));
        Assert.Empty(sink.Messages);
    }

    [Theory]
    [InlineData(SinkStage.Connect, typeof(MailResult.ServerUnavailable))]
    [InlineData(SinkStage.Hello, typeof(MailResult.ServerUnavailable))]
    [InlineData(SinkStage.Mail, typeof(MailResult.ServerUnavailable))]
    [InlineData(SinkStage.Recipient, typeof(MailResult.Dropped))]
    [InlineData(SinkStage.Data, typeof(MailResult.Dropped))]
    [InlineData(SinkStage.FinalDot, typeof(MailResult.Unknown))]
    public async Task A_stalling_server_is_given_up_in_every_phase(SinkStage at, Type expected)
    {
        await using var sink = new SmtpSink(new SinkOptions { Extensions = [] }) { Behaviour = (stage, _) => stage == at ? SinkAction.Stall : null };
        await using var transport = Transport(To(sink) with
        {
            GreetingTimeout = Short, CommandTimeout = Short, DataTimeout = Short, FinalTimeout = Short,
        });

        var result = await transport.SendAsync(Messages.Envelope(), None);

        Assert.IsType(expected, result);
        Assert.Contains("no answer in time", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_offers_PIPELINING_and_loses_what_is_piped_is_spoken_to_step_by_step_from_then_on()
    {
        await using var sink = new SmtpSink(new SinkOptions { LosesPipelined = true });
        await using var transport = Transport(To(sink) with { CommandTimeout = Short });

        Assert.IsType<MailResult.Dropped>(await transport.SendAsync(Messages.Envelope(), None));
        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope(), None));
    }

    [Fact]
    public async Task A_message_over_the_servers_SIZE_is_refused_without_being_sent()
    {
        await using var sink = new SmtpSink(new SinkOptions { Extensions = ["SIZE 100"] });
        await using var transport = Transport(To(sink));

        var result = Assert.IsType<MailResult.Refused>(await transport.SendAsync(Messages.Envelope(), None));

        Assert.Equal("5.3.4", result.Enhanced);
        Assert.DoesNotContain(sink.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SIZE_is_told_and_an_answer_that_it_is_too_much_concerns_the_message()
    {
        await using var sink = new SmtpSink { Behaviour = (stage, _) => stage == SinkStage.Mail ? SinkAction.Say("552 5.3.4 Too big") : null };
        await using var transport = Transport(To(sink));
        var envelope = Messages.Envelope();

        Assert.Equal(new MailResult.Refused(552, "5.3.4", "Too big"), await transport.SendAsync(envelope, None));
        Assert.Contains($"MAIL FROM:<bounces@example.com> SIZE={envelope.Content.Length}", sink.Commands);
    }

    [Fact]
    public async Task An_address_outside_ASCII_goes_out_with_SMTPUTF8_or_not_at_all()
    {
        await using var able = new SmtpSink();
        await using var unable = new SmtpSink(new SinkOptions { Extensions = ["8BITMIME"] });
        await using var first = Transport(To(able));
        await using var second = Transport(To(unable));
        var mailer = new Mailer(first, new MailSettings { From = new Mailbox("status@example.com"), PickupDirectory = "" });
        var envelope = mailer.Compose(Messages.Outage("홍길동@예시.example"));

        Assert.IsType<MailResult.Accepted>(await first.SendAsync(envelope, None));
        Assert.Equal(["홍길동@xn--4q5bo7d.example"], able.Recipients.Select(r => r.Replace(r.Split('@')[1], "xn--4q5bo7d.example", StringComparison.Ordinal)));
        Assert.Contains(able.Commands, line => line.EndsWith(" SMTPUTF8", StringComparison.Ordinal));
        Assert.Equal("5.6.7", Assert.IsType<MailResult.Refused>(await second.SendAsync(envelope, None)).Enhanced);
    }

    [Fact]
    public async Task An_envelope_address_cannot_smuggle_a_command()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(To(sink));

        await Assert.ThrowsAsync<MailFormatException>(() => transport.SendAsync(Messages.Envelope("a@example.org>\r\nRCPT TO:<b@example.org"), None));
        Assert.Empty(sink.Recipients);
    }

    [Fact]
    public async Task A_server_without_EHLO_is_greeted_the_old_way()
    {
        await using var sink = new SmtpSink { Behaviour = (stage, _) => stage == SinkStage.Hello ? SinkAction.Say("502 5.5.1 Unknown") : null };
        await using var transport = Transport(To(sink));

        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Messages.Envelope(), None));
    }

    [Fact]
    public async Task No_more_connections_are_opened_than_allowed_and_every_message_arrives_once()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(To(sink) with { Connections = 4 });

        var results = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() => transport.SendAsync(Messages.Envelope($"u{i}@example.org"), None), None)));

        Assert.All(results, result => Assert.IsType<MailResult.Accepted>(result));
        Assert.Equal(400, sink.Recipients.Distinct().Count());
        Assert.Equal(400, sink.Accepted);
        Assert.InRange(sink.ConnectionsMade, 1, 4);
    }

    [Fact]
    public async Task Cancelling_before_the_content_throws_and_sends_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await using var sink = new SmtpSink();
        sink.Behaviour = (stage, _) =>
        {
            if (stage != SinkStage.Data)
            {
                return null;
            }

            cancel.Cancel();
            return SinkAction.Stall;
        };
        await using var transport = Transport(To(sink));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(Messages.Envelope(), cancel.Token));
        Assert.Empty(sink.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_after_the_final_dot_waits_a_moment_for_the_answer(bool stalls)
    {
        using var cancel = new CancellationTokenSource();
        await using var sink = new SmtpSink();
        sink.Behaviour = (stage, _) =>
        {
            if (stage != SinkStage.FinalDot)
            {
                return null;
            }

            cancel.Cancel();
            return stalls ? SinkAction.Stall : null;
        };
        await using var transport = Transport(To(sink) with { CancelledFinalTimeout = stalls ? Short : TimeSpan.FromSeconds(30) });

        var result = await transport.SendAsync(Messages.Envelope(), cancel.Token);

        Assert.IsType(stalls ? typeof(MailResult.Unknown) : typeof(MailResult.Accepted), result);
    }
}
