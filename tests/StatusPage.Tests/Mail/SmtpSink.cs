using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace StatusPage.Tests.Mail;

/// <summary>Where in a conversation a sink may be told to misbehave.</summary>
public enum SinkStage
{
    Connect,
    Hello,
    StartTls,
    Auth,
    Mail,
    Recipient,
    Data,

    /// <summary>After 354, before any content is read.</summary>
    Content,

    /// <summary>After the final dot was read.</summary>
    FinalDot,

    /// <summary>After a message was accepted and its answer written.</summary>
    Idle,
}

/// <summary>What a sink does instead of the right thing.</summary>
public sealed record SinkAction(string? Reply, bool Closes, bool Stalls)
{
    public static readonly SinkAction Close = new(null, true, false);
    public static readonly SinkAction Stall = new(null, false, true);

    public static SinkAction Say(string reply) => new(reply, false, false);

    public static SinkAction SayAndClose(string reply) => new(reply, true, false);
}

public sealed record SinkMessage(string From, IReadOnlyList<string> Recipients, byte[] Content, int Connection);

public sealed record SinkOptions
{
    public string[] Extensions { get; init; } = ["PIPELINING", "SIZE 10240000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];

    /// <summary>Offers STARTTLS, or TLS from the first byte, with this certificate.</summary>
    public X509Certificate2? Certificate { get; init; }
    public bool ImplicitTls { get; init; }

    /// <summary>"user:password"; offered as <see cref="Mechanisms"/>.</summary>
    public string? Login { get; init; }
    public string Mechanisms { get; init; } = "PLAIN LOGIN";

    /// <summary>Offers PIPELINING, but forgets what was sent together with a command.</summary>
    public bool LosesPipelined { get; init; }

    /// <summary>Keep messages, not only the count.</summary>
    public bool Keep { get; init; } = true;
    public int Port { get; init; }
}

/// <summary>
/// A mail server on a loopback port that takes everything, unless told otherwise, and misbehaves on demand. Uses
/// nothing but the framework, so that benchmarks and other test projects can link it.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<int, Socket> open = new();
    private readonly Task accepting;
    private int connections;
    private long accepted;

    public SmtpSink(SinkOptions? options = null)
    {
        Options = options ?? new SinkOptions();
        listener = new TcpListener(IPAddress.Loopback, Options.Port);
        listener.Start(512);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public SinkOptions Options { get; }
    public int Port { get; }

    /// <summary>Asked at each stage, with the command's address (the first recipient from Data on); null means behave.</summary>
    public Func<SinkStage, string, SinkAction?>? Behaviour { get; set; }

    public ConcurrentQueue<SinkMessage> Messages { get; } = new();

    /// <summary>Messages answered with 250.</summary>
    public long Accepted => Interlocked.Read(ref accepted);

    public int ConnectionsMade => Volatile.Read(ref connections);

    /// <summary>Every command line of every connection, when kept.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public IEnumerable<string> Recipients => Messages.SelectMany(message => message.Recipients);

    /// <summary>Cuts every connection, as a server does that is killed.</summary>
    public void CutAll()
    {
        foreach (var socket in open.Values)
        {
            socket.Close(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        CutAll();
        await stopping.CancelAsync();
        stopping.Dispose();
    }

    internal void Took(SinkMessage? message)
    {
        if (message is not null)
        {
            Messages.Enqueue(message);
        }

        Interlocked.Increment(ref accepted);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            socket.NoDelay = true;
            var number = Interlocked.Increment(ref connections);
            open[number] = socket;
            _ = ServeAsync(socket, number);
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        try
        {
            await using var session = new SmtpSinkSession(this, new NetworkStream(socket, ownsSocket: true), number, stopping.Token);
            await session.RunAsync();
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException
            or InvalidOperationException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or was sent away.
        }
        finally
        {
            open.TryRemove(number, out _);
        }
    }
}
