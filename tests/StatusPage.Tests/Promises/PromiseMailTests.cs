using System.Text;
using System.Text.RegularExpressions;
using StatusPage.Incidents;
using StatusPage.Promises;
using StatusPage.Tests.Notices;

namespace StatusPage.Tests.Promises;

/// <summary>What mailboxes hold when promises are moved and when nobody speaks.</summary>
public sealed partial class PromiseMailTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Theory]
    [InlineData("en", "The time has changed", "Said before:")]
    [InlineData("ko", "안내 시각 변경", "앞서 안내해 드린 시각:")]
    public async Task A_moved_estimate_goes_to_everyone_who_was_told(string language, string subject, string said)
    {
        var (incident, address) = await Told(language, "moved");
        var promises = app.Get<PromiseService>();
        await promises.Make(incident.Id, new(PromiseKind.Estimate, app.Clock.GetUtcNow().AddHours(3), "pumps", Confidence.Low), FanOutFixture.Actor);
        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox(address).Count == 2), "the first estimate came");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await promises.Make(incident.Id, new(PromiseKind.Estimate, app.Clock.GetUtcNow().AddHours(6), "more pumps", Confidence.Low), FanOutFixture.Actor);
        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox(address).Count == 3), "the moved estimate came");

        Assert.Contains(subject, Subject(app.Mailbox(address)[2].Content), StringComparison.Ordinal);
        Assert.Contains(said, Text(app.Mailbox(address)[2].Content), StringComparison.Ordinal);
        await app.Resolve(incident);
    }

    [Theory]
    [InlineData("en", "No word as promised", "has not come.")]
    [InlineData("ko", "약속한 소식이 없습니다", "아직 소식이 없습니다.")]
    public async Task When_nobody_speaks_the_service_tells_everyone_who_was_told_once(string language, string subject, string words)
    {
        var (incident, address) = await Told(language, "silent");
        app.Clock.Advance(TimeSpan.FromMinutes(46));
        await app.Get<PromiseKeeper>().KeepWatch(CancellationToken.None);
        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox(address).Count == 2), "the service spoke");
        await app.Get<PromiseKeeper>().KeepWatch(CancellationToken.None);

        var mail = app.Mailbox(address)[1].Content;
        Assert.Contains(subject, Subject(mail), StringComparison.Ordinal);
        Assert.Contains(words, Text(mail), StringComparison.Ordinal);
        Assert.Contains("It is down.", Text(mail), StringComparison.Ordinal);
        await app.Resolve(incident);
        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox(address).Count == 3), "the recovery came after one word of the service");
    }

    private async Task<(Incident Incident, string Address)> Told(string language, string name)
    {
        var component = await app.Component($"{name}-{language}");
        var address = $"{name}-{language}@example.com";
        await app.Subscriber(address, component, language);
        var incident = await app.Outage($"{name} {language}", component);
        await app.Ledger(incident, l => l.Told == 1);
        return (incident, address);
    }

    private static string Subject(byte[] mail)
    {
        var header = Encoding.UTF8.GetString(mail).ReplaceLineEndings("\n").Split("\n\n")[0].Replace("\n ", " ", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal);
        var subject = header.Split('\n').First(l => l.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase));
        return Words().Replace(subject.Replace("?= =?", "?==?", StringComparison.Ordinal), m => m.Groups[1].Value is "B" or "b"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[2].Value))
            : Quoted(m.Groups[2].Value.Replace('_', ' '), '='));
    }

    /// <summary>The plain part.</summary>
    private static string Text(byte[] mail)
    {
        var part = Encoding.UTF8.GetString(mail).ReplaceLineEndings("\n").Split("Content-Type: text/plain")[1];
        var (head, body) = (part.Split("\n\n")[0], part[(part.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].Split("\n--")[0]);
        return head.Contains("base64", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal)))
            : head.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase) ? Quoted(body.Replace("=\n", "", StringComparison.Ordinal), '=') : body;
    }

    private static string Quoted(string text, char mark)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == mark && i + 2 < text.Length)
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([text[i]]));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"=\?utf-8\?([BbQq])\?([^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
