using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StatusPage.Mail;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Notices;

public sealed class ConfirmationMailerTests(ConfirmationMailerTests.Fixture app) : IClassFixture<ConfirmationMailerTests.Fixture>
{
    private const int Readers = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_server_that_is_away_is_asked_by_few_and_once_it_is_back_each_gets_one_mail_several_at_once()
    {
        for (var i = 0; i < Readers; i++)
        {
            await app.Get<SubscriptionService>().Request(string.Create(CultureInfo.InvariantCulture, $"reader{i}@example.com"), SubscriptionScope.All, "en", null);
        }

        await Until(() => app.Server.Refused > 0);
        Assert.InRange(app.Server.Refused, 1, Fixture.Transport.Slots + 2);
        app.Server.IsBack = true;
        await Until(() => app.Server.Taken.Count >= Readers);
        Assert.Equal(Readers, app.Server.Taken.Distinct().Count());
        Assert.Equal(Readers, app.Server.Taken.Count);
        Assert.InRange(app.Server.MostAtOnce, 2, Fixture.Transport.Slots);
    }

    private async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, $"{app.Server.Refused} tries, {app.Server.Taken.Count} mails");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <summary>The program with a mail server that is away at first.</summary>
    public sealed class Fixture : AppFixture
    {
        internal Transport Server { get; } = new();

        protected override void Configure(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IMailTransport>(Server));

        internal sealed class Transport : IMailTransport
        {
            public const int Slots = 4;
            private int now;

            public volatile bool IsBack;

            public int Refused;

            public int MostAtOnce;

            public ConcurrentQueue<string> Taken { get; } = [];

            public async Task<MailResult> SendAsync(MailEnvelope envelope, CancellationToken cancellationToken)
            {
                if (!IsBack)
                {
                    Interlocked.Increment(ref Refused);
                    return new MailResult.ServerUnavailable("It is away.");
                }

                MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref now));
                await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, cancellationToken);
                Interlocked.Decrement(ref now);
                Taken.Enqueue(envelope.Recipient);
                return new MailResult.Accepted("250 OK");
            }
        }
    }
}
