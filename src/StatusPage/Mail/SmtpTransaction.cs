using System.Text;

namespace StatusPage.Mail;

/// <summary>One message over one connection: MAIL, RCPT, DATA in one write where the server takes it (RFC 2920), then the content.</summary>
internal sealed class SmtpTransaction(SmtpConnection connection, MailEnvelope envelope, bool reused, bool pipeline)
{
    private readonly SmtpWire wire = connection.Wire;
    private readonly bool eightBit = !Ascii.IsValid(envelope.Content.Span);
    private volatile bool cancelled;
    private volatile bool contentStarted;
    private bool mailTaken;
    private bool contentSent;

    /// <summary>The answer to RCPT or DATA did not come although MAIL's did: some servers offer PIPELINING and lose what is piped.</summary>
    public bool PipelineStalled { get; private set; }

    /// <summary>Null when a reused connection turned out to be closed and nothing of the message was taken: send again on a new one.</summary>
    public async Task<MailResult?> RunAsync(CancellationToken cancellationToken)
    {
        if (Unsendable() is { } refused)
        {
            return refused;
        }

        using var registration = cancellationToken.UnsafeRegister(static state => ((SmtpTransaction)state!).Cancel(), this);
        try
        {
            var result = pipeline && connection.Pipelining ? await PipelinedAsync() : await StepwiseAsync();
            if (connection.Usable)
            {
                wire.Rest();
            }

            return result;
        }
        catch (SmtpWireException lost)
        {
            connection.Usable = false;
            return WhatWasLost(lost, cancellationToken);
        }
    }

    private MailResult? WhatWasLost(SmtpWireException lost, CancellationToken cancellationToken)
    {
        if (contentSent)
        {
            return new MailResult.Unknown(lost.Message);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (reused && !lost.TimedOut)
        {
            return null;
        }

        PipelineStalled = pipeline && connection.Pipelining && mailTaken && lost.TimedOut;
        return mailTaken ? new MailResult.Dropped(lost.Message) : new MailResult.ServerUnavailable(lost.Message);
    }

    private void Cancel()
    {
        cancelled = true;
        // Once the content is on its way only the server's answer tells what became of it: give it a moment.
        if (contentStarted)
        {
            HurryUp();
        }
        else
        {
            wire.Abort("cancelled");
        }
    }

    private void HurryUp() => wire.Deadline(connection.Options.CancelledFinalTimeout, "stopped while waiting for the answer to the final dot");

    private MailResult.Refused? Unsendable()
    {
        if (envelope.Recipient.Length == 0 || !SmtpCommands.IsPath(envelope.ReturnPath) || !SmtpCommands.IsPath(envelope.Recipient))
        {
            throw new MailFormatException("Envelope", "has an address with a blank, bracket or line break");
        }

        var size = envelope.Content.Length;
        if (connection.SizeLimit > 0 && size > connection.SizeLimit)
        {
            return new MailResult.Refused(552, "5.3.4", $"The message has {size} bytes; the server takes {connection.SizeLimit} (SIZE).");
        }

        if (NeedsUtf8 && !connection.Utf8)
        {
            return new MailResult.Refused(553, "5.6.7", "The address has letters outside ASCII and the server does not offer SMTPUTF8.");
        }

        return eightBit && !connection.EightBit
            ? new MailResult.Refused(554, "5.6.3", "The content is not 7-bit and the server does not offer 8BITMIME.")
            : null;
    }

    private bool NeedsUtf8
    {
        get
        {
            if (!Ascii.IsValid(envelope.Recipient) || !Ascii.IsValid(envelope.ReturnPath))
            {
                return true;
            }

            var content = envelope.Content.Span;
            return eightBit && !Ascii.IsValid(content[..Math.Max(0, content.IndexOf("\r\n\r\n"u8))]);
        }
    }

    private async Task<MailResult> PipelinedAsync()
    {
        var output = connection.Output;
        output.ResetWrittenCount();
        var reset = connection.NeedsReset;
        if (reset)
        {
            Say("RSET");
        }

        SayMail();
        SayRecipient();
        Say("DATA");
        wire.Deadline(connection.Options.CommandTimeout, "MAIL, RCPT, DATA");
        await wire.WriteAsync(output.WrittenMemory);
        if (reset)
        {
            if (await wire.ReplyAsync() is { Code: 421 } closing)
            {
                return Closing(closing);
            }

            connection.NeedsReset = false;
        }

        var mail = await wire.ReplyAsync();
        if (Mail(mail) is { } noSender)
        {
            return await DrainAsync(noSender, 2);
        }

        var recipient = await wire.ReplyAsync();
        return Recipient(recipient) is { } noRecipient
            ? await DrainAsync(noRecipient, 1)
            : Data(await wire.ReplyAsync()) ?? await ContentAsync();
    }

    /// <summary>Reads the answers to what was piped after a refusal. The refusal stands, also when the server hangs up after it.</summary>
    private async Task<MailResult> DrainAsync(MailResult refusal, int answers)
    {
        try
        {
            SmtpReply reply = default;
            for (; answers > 0 && connection.Usable; answers--)
            {
                reply = await wire.ReplyAsync();
                connection.Usable &= reply.Code != 421;
            }

            if (reply.Code == 354)
            {
                // RFC 2920 section 3.1: DATA was taken although nobody is left to get it; end it empty.
                await wire.WriteAsync(".\r\n"u8.ToArray());
                await wire.ReplyAsync();
            }
        }
        catch (SmtpWireException)
        {
            connection.Usable = false;
        }

        return refusal;
    }

    private async Task<MailResult> StepwiseAsync()
    {
        if (connection.NeedsReset)
        {
            if (await StepAsync(() => Say("RSET"), "RSET") is { Code: 421 } closing)
            {
                return Closing(closing);
            }

            connection.NeedsReset = false;
        }

        return Mail(await StepAsync(SayMail, "MAIL"))
            ?? Recipient(await StepAsync(SayRecipient, "RCPT"))
            ?? Data(await StepAsync(() => Say("DATA"), "DATA"))
            ?? await ContentAsync();
    }

    private async Task<SmtpReply> StepAsync(Action say, string what)
    {
        connection.Output.ResetWrittenCount();
        say();
        wire.Deadline(connection.Options.CommandTimeout, what);
        await wire.WriteAsync(connection.Output.WrittenMemory);
        return await wire.ReplyAsync();
    }

    // What an answer means; null when the next command may follow.
    private MailResult? Mail(SmtpReply reply)
    {
        mailTaken = reply.Ok;
        connection.NeedsReset = reply.Ok;
        return (reply.Code, reply.Enhanced) switch
        {
            ( >= 200 and < 300, _) => null,
            (421, _) => Closing(reply),
            // About this message, not about the sender: too big, or an address in need of SMTPUTF8.
            (552, _) or ( >= 500, "5.3.4" or "5.2.3" or "5.6.7") => Negative(reply),
            _ => new MailResult.ServerUnavailable($"MAIL FROM answered {reply}"),
        };
    }

    private MailResult? Recipient(SmtpReply reply) => reply.Ok ? null : Negative(reply);

    private MailResult? Data(SmtpReply reply)
    {
        connection.NeedsReset = reply.Code != 354;
        return reply.Code == 354 ? null : Negative(reply);
    }

    private async Task<MailResult> ContentAsync()
    {
        var output = connection.Output;
        output.ResetWrittenCount();
        SmtpCommands.WriteContent(output, envelope.Content.Span);
        wire.Trace($"({envelope.Content.Length} bytes of message)");
        wire.Trace(".");
        wire.Deadline(connection.Options.DataTimeout, "content");
        contentStarted = true;
        await wire.WriteAsync(output.WrittenMemory);
        contentSent = true;
        wire.Deadline(connection.Options.FinalTimeout, "final dot");
        if (cancelled)
        {
            HurryUp();
        }

        var reply = await wire.ReplyAsync();
        return reply.Ok ? new MailResult.Accepted(reply.ToString(), connection.Options.Host) : Negative(reply);
    }

    private MailResult.ServerUnavailable Closing(SmtpReply reply)
    {
        connection.Usable = false;
        return reused && !contentStarted
            ? throw new SmtpWireException(reply.ToString())
            : new MailResult.ServerUnavailable(reply.ToString(), DuringMessage: mailTaken);
    }

    private MailResult Negative(SmtpReply reply) => reply.Code switch
    {
        421 => Closing(reply),
        >= 400 and < 500 => new MailResult.Deferred(reply.Code, reply.Enhanced, reply.Text),
        >= 500 => new MailResult.Refused(reply.Code, reply.Enhanced, reply.Text),
        _ => throw new SmtpWireException($"the server's answers are out of order: {reply}"),
    };

    private void SayMail()
    {
        wire.Trace($"MAIL FROM:<{envelope.ReturnPath}>");
        SmtpCommands.WriteMail(connection.Output, envelope.ReturnPath, connection.SizeOffered ? envelope.Content.Length : 0, eightBit, NeedsUtf8);
    }

    private void SayRecipient()
    {
        wire.Trace($"RCPT TO:<{envelope.Recipient}>");
        SmtpCommands.WriteRecipient(connection.Output, envelope.Recipient);
    }

    private void Say(string command)
    {
        wire.Trace(command);
        SmtpCommands.Write(connection.Output, command);
    }
}
