using System.Text;
using StatusPage.Mail.Reports;

namespace StatusPage.Tests.Mail.Reports;

public sealed class MailReportReaderTests
{
    [Fact]
    public void What_Postfix_writes_is_read_with_either_line_end()
    {
        foreach (var text in new[] { Samples.Postfix, Samples.Postfix.ReplaceLineEndings("\r\n") })
        {
            var report = Assert.IsType<DeliveryReport>(Read(text));
            var recipient = Assert.Single(report.Recipients);
            Assert.Equal(("failed", "5.1.1", "gone@example.org", "gone@example.org"), (recipient.Action, recipient.Status, recipient.FinalRecipient, recipient.OriginalRecipient));
            Assert.Equal("550 5.1.1 <gone@example.org>: Recipient address rejected: User unknown in virtual mailbox table", recipient.Diagnostic);
            Assert.Equal("mx.example.org", recipient.RemoteMta);
            Assert.Equal(BounceClass.Hard, report.Decisive.Class);
            Assert.Contains("bounces+tag@status.example.com", report.SentTo);
            Assert.Contains(report.Original, h => h is { Key: "Return-Path", Value: "<bounces+tag@status.example.com>" });
        }
    }

    [Fact]
    public void What_Exchange_writes_is_read()
    {
        var report = Assert.IsType<DeliveryReport>(Read(Samples.Exchange));
        Assert.Equal(("failed", "5.1.10", BounceClass.Hard), (report.Decisive.Action, report.Decisive.Status, report.Decisive.Class));
        Assert.StartsWith("550 5.1.10 RESOLVER.ADR.RecipientNotFound;", report.Decisive.Diagnostic, StringComparison.Ordinal);
        Assert.Contains(report.Original, h => h.Key == "Message-ID");
    }

    [Fact]
    public void A_report_wrapped_in_another_message_encoded_and_without_its_first_group_is_read()
    {
        var fields = Convert.ToBase64String(Encoding.ASCII.GetBytes("\r\n\r\nFINAL-RECIPIENT:utf-8;gone@example.org\r\naction: Failed\r\nstatus: 5.2.2 (mailbox full)\r\n"));
        var report = Assert.IsType<DeliveryReport>(Read(
            $"""
            To: list@example.com, Bounces <bounces+tag@status.example.com>
            Content-Type: multipart/mixed;
             boundary="outer"

            --outer
            Content-Type: Multipart/Report; report-type=delivery-status;
            	boundary=inner

            --inner
            Content-Type: MESSAGE/Global-Delivery-Status
            Content-Transfer-Encoding: BASE64

            {fields}
            --inner--
            --outer--
            """));
        Assert.Equal((BounceClass.Full, "gone@example.org"), (report.Decisive.Class, report.Decisive.FinalRecipient));
        Assert.Equal(["list@example.com", "bounces+tag@status.example.com"], report.SentTo);
    }

    [Fact]
    public void The_same_report_has_one_fingerprint_whichever_way_it_came_and_another_report_has_its_own()
    {
        var once = Read(Samples.Postfix)!.Fingerprint;
        Assert.Equal(once, Read("Received: from elsewhere\n" + Samples.Postfix)!.Fingerprint);
        Assert.NotEqual(once, Read(Samples.Postfix.Replace("09:00:01", "09:00:02", StringComparison.Ordinal))!.Fingerprint);
    }

    [Fact]
    public void What_is_final_decides()
    {
        var report = Assert.IsType<DeliveryReport>(Read(Samples.Report(
            "Final-Recipient: rfc822; a@example.org\nAction: delayed\nStatus: 4.4.1\n\nFinal-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.7.1\n")));
        Assert.Equal((2, BounceClass.Policy), (report.Recipients.Count, report.Decisive.Class));
    }

    [Theory]
    [InlineData("failed", "5.1.1", null, BounceClass.Hard)]
    [InlineData("FAILED", "5.1.2 (bad destination system)", null, BounceClass.Hard)]
    [InlineData("failure", "5.1.3", null, BounceClass.Hard)]
    [InlineData("failed", "5.1.10", null, BounceClass.Hard)]
    [InlineData("failed", "5.4.4", "X-Postfix; Host or domain name not found", BounceClass.Hard)]
    [InlineData("failed", "5.4.310", "550 5.4.310 DNS domain does not exist", BounceClass.Hard)]
    [InlineData("failed", "5.0.0", "550-5.1.1 no such user", BounceClass.Hard)]
    [InlineData("failed", null, "host mx said: 550 5.1.1 <a@example.org>: no such user", BounceClass.Hard)]
    [InlineData(null, "5.1.1", null, BounceClass.Hard)]
    [InlineData("failed", "5.1.8", "our own sender is refused", BounceClass.Permanent)]
    [InlineData("failed", "5.1.7", null, BounceClass.Permanent)]
    [InlineData("failed", "5.2.2", null, BounceClass.Full)]
    [InlineData("failed", "4.2.2", "over quota, given up on", BounceClass.Full)]
    [InlineData("failed", "5.7.26", null, BounceClass.Policy)]
    [InlineData("failed", "5.0.0", "554 Message refused by 5.1.1.9", BounceClass.Permanent)]
    [InlineData("failed", "5.3.4", "552 too big; see 4.2.2", BounceClass.Permanent)]
    [InlineData("failed", "4.4.1", "given up on after five days", BounceClass.Permanent)]
    [InlineData("failed", null, null, BounceClass.Permanent)]
    [InlineData("delayed", "4.4.1", null, BounceClass.Transient)]
    [InlineData("delayed", "5.1.1", null, BounceClass.Transient)]
    [InlineData("delivered", "2.0.0", null, BounceClass.Transient)]
    [InlineData("relayed", "5.1.1", null, BounceClass.Transient)]
    [InlineData(null, "4.2.2", null, BounceClass.Transient)]
    [InlineData(null, null, "550 5.1.1", BounceClass.Hard)]
    [InlineData("nonsense", "5.1.1", null, BounceClass.Transient)]
    internal void A_status_has_a_class(string? action, string? status, string? diagnostic, BounceClass expected) =>
        Assert.Equal(expected, EnhancedStatus.Classify(action, status, diagnostic));

    [Theory]
    [InlineData("abuse", true)]
    [InlineData("Fraud", true)]
    [InlineData("opt-out", true)]
    [InlineData("not-spam", false)]
    [InlineData("virus", false)]
    public void A_complaint_is_read_and_praise_is_none(string type, bool wantsNoMore)
    {
        var report = Assert.IsType<ComplaintReport>(Read(Samples.Complaint("<bounces+tag@status.example.com>", type)));
        Assert.Equal(wantsNoMore, report.WantsNoMore);
        Assert.Contains(report.Original, h => h is { Key: "Return-Path", Value: "<bounces+tag@status.example.com>" });
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("Subject: I am on holiday\n\nUntil Monday.\n")]
    [InlineData("Content-Type: multipart/report\n\n--\nContent-Type: message/delivery-status\n\nAction: failed\n")]
    [InlineData("Content-Type: multipart/report; boundary=\"\"\n\n--\nContent-Type: message/delivery-status\n\nAction: failed\n--\n")]
    [InlineData("Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n\n\n--x--\n")]
    [InlineData("Content-Type: text/plain\n\nFinal-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n")]
    public void What_is_no_report_is_none(string text) => Assert.Null(Read(text));

    [Fact]
    public void Any_bytes_are_read_in_little_time()
    {
        var random = Encoding.Latin1.GetBytes(Samples.Postfix);
        for (var i = 0; i < random.Length; i++)
        {
            var damaged = (byte[])random.Clone();
            damaged[i] = (byte)(i * 37);
            MailReportReader.Read(damaged);
            MailReportReader.Read(random.AsSpan(0, i));
            MailReportReader.Read(random.AsSpan(i));
        }

        foreach (var piece in new[] { "=?a?b?", "--x\n", "a:b\n", "\n", ":", "Content-Type: multipart/mixed; boundary=x\n\n--x\n", "5.1.1.", "a@b,", "\0", "\u00ff" })
        {
            var many = new StringBuilder(Samples.Postfix[..(Samples.Postfix.IndexOf("Action:", StringComparison.Ordinal) + 8)]);
            var head = new StringBuilder("To: ");
            while (many.Length < MailReportReader.Largest)
            {
                many.Append(piece);
                head.Append(piece);
            }

            MailReportReader.Read(Encoding.Latin1.GetBytes(many.ToString()));
            MailReportReader.Read(Encoding.Latin1.GetBytes(head.ToString()));
        }
    }

    private static MailReport? Read(string text) => MailReportReader.Read(Encoding.UTF8.GetBytes(text));
}
