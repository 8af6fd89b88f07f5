using System.Collections.Concurrent;

namespace StatusPage.Mail;

/// <summary>
/// A submission client (RFC 6409) with a pool of connections. A message goes over an open connection when there is one;
/// if that turns out to have been closed by the server meanwhile, it is replaced and the message sent on a new one, which
/// is safe because its content had not been offered yet.
/// </summary>
internal sealed class SmtpTransport : IMailTransport, IAsyncDisposable
{
    // Within this a connection is taken to be alive without asking the socket.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SmtpOptions options;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim slots;
    private readonly ConcurrentStack<SmtpConnection> idle = [];
    private readonly ITimer sweeper;
    private volatile bool pipeline = true;
    private volatile bool disposed;

    public SmtpTransport(SmtpOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        slots = new SemaphoreSlim(options.Connections);
        sweeper = time.CreateTimer(static state => _ = ((SmtpTransport)state!).SweepAsync(), this, options.IdleTimeout, options.IdleTimeout / 2);
    }

    public async Task<MailResult> SendAsync(MailEnvelope envelope, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            return await OverIdleAsync(envelope, cancellationToken) ?? await OverNewAsync(envelope, cancellationToken);
        }
        catch (SmtpUnavailableException unavailable)
        {
            return new MailResult.ServerUnavailable(unavailable.Message);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Says QUIT on what is idle; a message under way finishes and then closes its connection.</summary>
    public async ValueTask DisposeAsync()
    {
        disposed = true;
        await sweeper.DisposeAsync();
        await Task.WhenAll(TakeAll().Select(connection => connection.QuitAsync()));
    }

    private async Task<MailResult?> OverIdleAsync(MailEnvelope envelope, CancellationToken cancellationToken)
    {
        while (idle.TryPop(out var connection))
        {
            if (time.GetElapsedTime(connection.UsedAt) < Fresh || connection.Wire.IsQuiet)
            {
                return await OverAsync(connection, envelope, reused: true, cancellationToken);
            }

            await connection.DisposeAsync();
        }

        return null;
    }

    private async Task<MailResult> OverNewAsync(MailEnvelope envelope, CancellationToken cancellationToken)
    {
        var connection = await SmtpConnection.OpenAsync(options, time, null, cancellationToken);
        return (await OverAsync(connection, envelope, reused: false, cancellationToken))!;
    }

    private async Task<MailResult?> OverAsync(SmtpConnection connection, MailEnvelope envelope, bool reused, CancellationToken cancellationToken)
    {
        var transaction = new SmtpTransaction(connection, envelope, reused, pipeline);
        var kept = false;
        try
        {
            var result = await transaction.RunAsync(cancellationToken);
            if (transaction.PipelineStalled)
            {
                pipeline = false;
            }

            kept = connection.Usable && !cancellationToken.IsCancellationRequested;
            return result;
        }
        finally
        {
            if (kept)
            {
                connection.UsedAt = time.GetTimestamp();
                idle.Push(connection);
                if (disposed)
                {
                    await Task.WhenAll(TakeAll().Select(left => left.QuitAsync()));
                }
            }
            else
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task SweepAsync()
    {
        var old = new List<SmtpConnection>();
        foreach (var connection in TakeAll())
        {
            if (time.GetElapsedTime(connection.UsedAt) < options.IdleTimeout)
            {
                idle.Push(connection);
            }
            else
            {
                old.Add(connection);
            }
        }

        await Task.WhenAll(old.Select(connection => connection.QuitAsync()));
    }

    private List<SmtpConnection> TakeAll()
    {
        var taken = new List<SmtpConnection>();
        while (idle.TryPop(out var connection))
        {
            taken.Add(connection);
        }

        return taken;
    }
}
