using System.Buffers;
using System.Net.Security;
using System.Text;

namespace StatusPage.Tests.Mail;

/// <summary>One conversation of a <see cref="SmtpSink"/>. Answers to piped commands leave in one write, as real servers do.</summary>
internal sealed class SmtpSinkSession(SmtpSink sink, Stream first, int number, CancellationToken stopping) : IAsyncDisposable
{
    private readonly SinkOptions options = sink.Options;
    private readonly ArrayBufferWriter<byte> answers = new(1024);
    private readonly List<string> recipients = [];
    private Stream stream = first;
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;
    private string? from;
    private bool authenticated;
    private bool secure;

    private sealed class HangUpException : IOException;

    public async Task RunAsync()
    {
        if (options.ImplicitTls)
        {
            await SecureAsync();
        }

        await AnswerAsync(SinkStage.Connect, "", "220 sink.example.com ESMTP");
        while (await LineAsync() is { } line)
        {
            if (options.Keep)
            {
                sink.Commands.Enqueue(line);
            }

            if (line.Equals("QUIT", StringComparison.OrdinalIgnoreCase))
            {
                Say("221 2.0.0 Bye");
                await FlushAsync();
                return;
            }

            await HandleAsync(line);
            if (options.LosesPipelined)
            {
                start = end = 0;
            }
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task HandleAsync(string line)
    {
        var verb = line.Length >= 4 ? line[..4].ToUpperInvariant() : line;
        switch (verb)
        {
            case "EHLO":
                await AnswerAsync(SinkStage.Hello, "", Hello());
                break;
            case "HELO":
                Say("250 sink.example.com");
                break;
            case "STAR" when options.Certificate is not null && !secure:
                await AnswerAsync(SinkStage.StartTls, "", "220 2.0.0 Ready");
                await FlushAsync();
                await SecureAsync();
                break;
            case "AUTH":
                await AuthAsync(line);
                break;
            case "MAIL":
                await MailAsync(line);
                break;
            case "RCPT":
                await RecipientAsync(line);
                break;
            case "DATA":
                await DataAsync();
                break;
            case "RSET":
                from = null;
                recipients.Clear();
                Say("250 2.0.0 Ok");
                break;
            default:
                Say("502 5.5.2 What?");
                break;
        }
    }

    private async Task MailAsync(string line)
    {
        if (from is not null)
        {
            Say("503 5.5.1 Nested MAIL command");
            return;
        }

        var address = Address(line);
        if (await AnswerAsync(SinkStage.Mail, address, options.Login is not null && !authenticated ? "530 5.7.0 Authentication required" : "250 2.1.0 Ok"))
        {
            from = address;
        }
    }

    private async Task RecipientAsync(string line)
    {
        var address = Address(line);
        if (from is null)
        {
            Say("503 5.5.1 Need MAIL command");
        }
        else if (await AnswerAsync(SinkStage.Recipient, address, "250 2.1.5 Ok"))
        {
            recipients.Add(address);
        }
    }

    private async Task DataAsync()
    {
        if (recipients.Count == 0)
        {
            Say("554 5.5.1 No valid recipients");
            return;
        }

        var who = recipients[0];
        if (!await AnswerAsync(SinkStage.Data, who, "354 End data with <CR><LF>.<CR><LF>"))
        {
            return;
        }

        await FlushAsync();
        await ActAsync(SinkStage.Content, who);
        var content = await ContentAsync();
        var message = options.Keep ? new SinkMessage(from!, [.. recipients], content!, number) : null;
        from = null;
        recipients.Clear();
        if (await AnswerAsync(SinkStage.FinalDot, who, "250 2.0.0 Ok: queued"))
        {
            sink.Took(message);
            if (sink.Behaviour?.Invoke(SinkStage.Idle, who) is not null)
            {
                await FlushAsync();
                await ActAsync(SinkStage.Idle, who);
            }
        }
    }

    private async Task AuthAsync(string line)
    {
        var words = line.Split(' ');
        string given;
        if (words[1].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
        {
            given = Decode(words[2])[1..].Replace('\0', ':');
        }
        else
        {
            Say("334 VXNlcm5hbWU6");
            await FlushAsync();
            var user = Decode(await LineAsync() ?? "");
            Say("334 UGFzc3dvcmQ6");
            await FlushAsync();
            given = $"{user}:{Decode(await LineAsync() ?? "")}";
        }

        authenticated = await AnswerAsync(SinkStage.Auth, "", given == options.Login ? "235 2.7.0 Authenticated" : "535 5.7.8 Wrong user or password");
    }

    /// <summary>True when the answer lets the client go on.</summary>
    private async Task<bool> AnswerAsync(SinkStage stage, string who, string usual)
    {
        if (sink.Behaviour?.Invoke(stage, who) is not { } action)
        {
            Say(usual);
            return usual[0] is '2' or '3';
        }

        await DoAsync(action);
        return action.Reply?[0] is '2' or '3';
    }

    private async Task ActAsync(SinkStage stage, string who)
    {
        if (sink.Behaviour?.Invoke(stage, who) is { } action)
        {
            await DoAsync(action);
            await FlushAsync();
        }
    }

    private async Task DoAsync(SinkAction action)
    {
        if (action.Reply is { } reply)
        {
            Say(reply);
        }

        if (action.Stalls)
        {
            await FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
        }

        if (action.Closes)
        {
            await FlushAsync();
            throw new HangUpException();
        }
    }

    private string Hello()
    {
        List<string> lines = ["sink.example.com", .. options.Extensions];
        if (options.Certificate is not null && !secure)
        {
            lines.Add("STARTTLS");
        }

        if (options.Login is not null)
        {
            lines.Add($"AUTH {options.Mechanisms}");
        }

        return string.Join("\r\n", lines.Select((line, index) => $"250{(index == lines.Count - 1 ? ' ' : '-')}{line}"));
    }

    private async Task SecureAsync()
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = tls;
        secure = true;
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = options.Certificate });
    }

    private void Say(string line)
    {
        var span = answers.GetSpan(Encoding.UTF8.GetMaxByteCount(line.Length) + 2);
        var written = Encoding.UTF8.GetBytes(line, span);
        "\r\n"u8.CopyTo(span[written..]);
        answers.Advance(written + 2);
    }

    private async ValueTask FlushAsync()
    {
        if (answers.WrittenCount > 0)
        {
            await stream.WriteAsync(answers.WrittenMemory);
            answers.ResetWrittenCount();
        }
    }

    private async ValueTask<string?> LineAsync()
    {
        int length;
        while ((length = buffer.AsSpan(start, end - start).IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync())
            {
                return null;
            }
        }

        var line = Encoding.UTF8.GetString(buffer, start, length);
        start += length + 2;
        return line;
    }

    private async ValueTask<byte[]?> ContentAsync()
    {
        // The DATA line's own end stands before the content, so that an empty message is found too.
        var searched = start;
        while (true)
        {
            if (buffer.AsSpan(start, end - start).StartsWith(".\r\n"u8))
            {
                start += 3;
                return [];
            }

            var at = buffer.AsSpan(searched, end - searched).IndexOf("\r\n.\r\n"u8);
            if (at >= 0)
            {
                var stop = searched + at + 2;
                var content = options.Keep ? Unstuff(buffer.AsSpan(start, stop - start)) : null;
                start = stop + 3;
                return content;
            }

            var back = Math.Max(start, end - 4) - start;
            if (!await FillAsync())
            {
                throw new HangUpException();
            }

            searched = start + back;
        }
    }

    private static byte[] Unstuff(ReadOnlySpan<byte> content)
    {
        var result = new ArrayBufferWriter<byte>(content.Length + 1);
        content = content.StartsWith("."u8) ? content[1..] : content;
        while (content.IndexOf("\n."u8) is >= 0 and var at)
        {
            result.Write(content[..(at + 1)]);
            content = content[(at + 2)..];
        }

        result.Write(content);
        return result.WrittenSpan.ToArray();
    }

    private async ValueTask<bool> FillAsync()
    {
        await FlushAsync();
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = await stream.ReadAsync(buffer.AsMemory(end));
        end += read;
        return read > 0;
    }

    private static string Address(string line)
    {
        var open = line.IndexOf('<') + 1;
        var close = line.IndexOf('>', open);
        return close < 0 ? "" : line[open..close];
    }

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
