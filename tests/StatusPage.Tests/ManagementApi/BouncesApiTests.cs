using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StatusPage.Mail;
using StatusPage.Mail.Reports;
using StatusPage.Tests.Mail.Reports;

namespace StatusPage.Tests.ManagementApi;

public sealed class BouncesApiTests(BouncesApiTests.Fixture api) : IClassFixture<BouncesApiTests.Fixture>
{
    [Fact]
    public async Task A_report_is_taken_and_says_what_it_did_and_whoever_is_quarantined_can_be_reactivated()
    {
        var gone = (await api.Json("POST", "subscribers", new { subscriber = new { email = "gone@example.com", skip_confirmation_notification = true } })).Expect(HttpStatusCode.Created).Text("id");
        var incident = await api.NewIncident();
        await api.FetchUntil($"incidents/{incident}/ledger", l => l["told"].GetInt64() == 1);
        var mailbox = api.Get<PickupMailbox>();
        var path = mailbox.Read(mailbox.List(1)[0].Id)!.Headers.Single(h => h.Key == "Return-Path").Value.Trim('<', '>');

        var report = Samples.Report("Final-Recipient: rfc822; gone@example.com\nAction: failed\nStatus: 5.1.1\n", path);
        var done = (await Send(report)).Expect(HttpStatusCode.OK);
        Assert.Equal(("suspended", "hard", gone), (done.Text("effect"), done.Text("class"), done.Text("subscriber_id")));
        Assert.Equal("known", (await Send(report)).Expect(HttpStatusCode.OK).Text("effect"));
        Assert.Equal("none", (await Send("Subject: holiday\n\nUntil Monday.")).Expect(HttpStatusCode.OK).Text("effect"));

        var quarantined = Assert.Single((await api.Fetch("subscribers?state=quarantined")).Expect(HttpStatusCode.OK).Rows);
        Assert.Equal((gone, "quarantined"), (quarantined.GetProperty("id").GetString(), quarantined.GetProperty("state").GetString()));
        Assert.NotNull(quarantined.GetProperty("quarantined_at").GetString());
        Assert.Equal(1, (await api.Fetch("subscribers/count?state=quarantined"))["email"].GetInt64());
        Assert.Empty((await api.Fetch("subscribers")).Rows);

        (await api.Json("POST", "subscribers/reactivate", new { subscribers = new[] { "nonesuch0000" } })).Expect(HttpStatusCode.Created);
        (await api.Json("POST", "subscribers/reactivate", new { subscribers = "all", type = "slack" })).Expect(HttpStatusCode.Created);
        Assert.Single((await api.Fetch("subscribers?state=quarantined")).Rows);
        (await api.Form("POST", "subscribers/reactivate", $"subscribers[]={gone}")).Expect(HttpStatusCode.Created);
        Assert.Empty((await api.Fetch("subscribers?state=quarantined")).Rows);
        Assert.Single((await api.Fetch("subscribers")).Rows);
    }

    [Fact]
    public async Task What_is_too_long_or_no_message_or_not_allowed_is_refused()
    {
        (await Send("x", api.ViewerKey)).Refused(403, "operator");
        (await api.Json("POST", "subscribers/reactivate", new { subscribers = "all" }, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("POST", "bounces", new { })).Refused(415, "message/rfc822");
        (await api.Json("POST", "subscribers/reactivate", new { subscribers = "some" })).Refused(422, "subscribers");
        (await api.Json("POST", "subscribers/reactivate", new { })).Refused(422, "subscribers");
        (await Send(new string('x', MailReportReader.Largest + 1))).Refused(413, "1024 KB");
    }

    private Task<Answer> Send(string message, string? key = null)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(message));
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        return api.Send("POST", "bounces", content, key);
    }

    public sealed class Fixture : ApiFixture
    {
        protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Mail:BounceAddress", "bounces@status.example.com")];
    }
}
