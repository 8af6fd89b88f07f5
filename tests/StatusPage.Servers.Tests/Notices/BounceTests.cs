using StatusPage.Servers.Tests.Mail;

namespace StatusPage.Servers.Tests.Notices;

/// <summary>A real server takes mail, finds that there is no such reader, and sends a report to the return address, which is piped into the program beside the service.</summary>
public sealed class BounceTests(PostfixServer postfix) : IClassFixture<PostfixServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_Postfix_sends_back_is_owed_again_and_its_address_suspended()
    {
        postfix.Require();
        await using var app = new AppProcess(new Dictionary<string, string>
        {
            ["Mail__Host"] = "127.0.0.1",
            ["Mail__Port"] = postfix.ForgivingPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail__Security"] = "None",
            ["Mail__From"] = "status@status.example.com",
            ["Mail__BounceAddress"] = "bounces@status.example.com",
        });
        await app.Start(Cancelled);
        var api = await ApiClient.Open(app, Cancelled);
        await PipeInto(app);
        foreach (var email in new[] { "reader@example.org", "gone@example.org" })
        {
            await api.Do("POST", "subscribers", new { subscriber = new { email, skip_confirmation_notification = true } }, Cancelled);
        }

        var incident = await api.NewOutage("Nobody can sign in", await api.NewComponent("Sign-in", null, Cancelled), Cancelled);

        await app.Until(async () => (await api.Do("GET", "subscribers?state=quarantined", null, Cancelled)).GetArrayLength() == 1, Cancelled);
        Assert.Equal("gone@example.org", (await api.Do("GET", "subscribers?state=quarantined", null, Cancelled))[0].GetProperty("email").GetString());
        var bounced = (await api.Do("GET", $"incidents/{incident}/ledger/deliveries?state=bounced", null, Cancelled))[0];
        Assert.Contains("unknown user", bounced.GetProperty("words").GetString(), StringComparison.Ordinal);
        await Tool.UntilAsync(() => postfix.Mailbox("reader").Length == 1, "the other reader has the mail");
        Assert.Matches("^Return-Path: <bounces[+][a-z0-9]{44}@status[.]example[.]com>", await File.ReadAllTextAsync(postfix.Mailbox("reader")[0], Cancelled));
        Assert.Equal((2, 2), await api.Ledger(incident, Cancelled) is var owing ? (owing.Told, owing.Owed) : default);
        Assert.Contains(postfix.Log, line => line.Contains("relay=take-bounce", StringComparison.Ordinal) && line.Contains("status=sent", StringComparison.Ordinal));

        await api.Change(incident, new { status = "resolved", body = "It works." }, Cancelled);
        await app.Until(async () => await api.Ledger(incident, Cancelled) is { Recovered: 1, Owed: 1 }, Cancelled);
    }

    [Fact]
    public async Task Whatever_is_piped_in_is_taken_but_without_a_database_it_is_to_be_tried_again()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        Assert.Equal(0, (await app.Run(["bounce"], "Subject: holiday\n\nUntil Monday.", Cancelled)).Status);
        Assert.Equal(0, (await app.Run(["bounce", "--recipient", "bounces+nonsense@example.com"], new string('x', 3_000_000), Cancelled)).Status);
        await app.Stop(Cancelled);

        app.Set("Data__Directory", "/dev/null/nowhere");
        Assert.Equal(75, (await app.Run(["bounce"], "Subject: holiday", Cancelled)).Status);
        app.Set("Data__Directory", app.DataDirectory);
        app.Set("Mail__BounceAddress", "nobody");
        Assert.Equal(75, (await app.Run(["bounce"], "Subject: holiday", Cancelled)).Status);
    }

    /// <summary>A pipe's program runs without privileges: so it owns the data that the service of this test writes as root.</summary>
    private async Task PipeInto(AppProcess app)
    {
        await File.WriteAllTextAsync(
            postfix.BounceProgram, $"#!/bin/sh\nexport Data__Directory={app.DataDirectory}\nexec {AppProcess.Program} bounce --recipient \"$1\"\n", Cancelled);
        await Tool.SucceedAsync("/bin/chmod", "755", postfix.BounceProgram, app.Folder);
        await Tool.SucceedAsync("/bin/chown", "-R", PostfixServer.Nobody, app.DataDirectory);
    }
}
