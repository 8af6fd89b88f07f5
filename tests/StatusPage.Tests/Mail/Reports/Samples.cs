namespace StatusPage.Tests.Mail.Reports;

/// <summary>Reports in the forms that servers write.</summary>
internal static class Samples
{
    public static string Postfix => Report(
        """
        Final-Recipient: rfc822; gone@example.org
        Original-Recipient: rfc822;gone@example.org
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.example.org
        Diagnostic-Code: smtp; 550 5.1.1 <gone@example.org>: Recipient address
            rejected: User unknown in virtual mailbox table

        """, "bounces+tag@status.example.com");

    public static string Exchange =>
        """
        From: Microsoft Outlook <postmaster@exchange.example.net>
        To: <bounces+tag@status.example.com>
        Date: Mon, 2 Mar 2026 09:00:01 +0000
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="3d9a6f20-1c44-4b7e-9f2e-1d2c3b4a5f60"
        MIME-Version: 1.0
        Message-ID: <f00d@exchange.example.net>
        Subject: Undeliverable: Payments are down

        --3d9a6f20-1c44-4b7e-9f2e-1d2c3b4a5f60
        Content-Type: multipart/alternative; differences=Content-Type;
        	boundary="6a1f9f57-02b4-49f8-8a8b-95f0c1f6a111"

        --6a1f9f57-02b4-49f8-8a8b-95f0c1f6a111
        Content-Type: text/plain; charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        Your message to gone@example.net could not be delivered.=20

        --6a1f9f57-02b4-49f8-8a8b-95f0c1f6a111
        Content-Type: text/html; charset="us-ascii"

        <p>Your message to gone@example.net could not be delivered.</p>

        --6a1f9f57-02b4-49f8-8a8b-95f0c1f6a111--

        --3d9a6f20-1c44-4b7e-9f2e-1d2c3b4a5f60
        Content-Type: message/delivery-status

        Reporting-MTA: dns;exchange.example.net
        Received-From-MTA: dns;mail.example.com
        Arrival-Date: Mon, 2 Mar 2026 09:00:00 +0000

        Final-Recipient: rfc822;gone@example.net
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@example.net not found by SMTP address lookup
        X-Display-Name: gone@example.net

        --3d9a6f20-1c44-4b7e-9f2e-1d2c3b4a5f60
        Content-Type: message/rfc822

        From: Example Status <status@example.com>
        To: gone@example.net
        Message-ID: <one@example.com>
        Subject: Payments are down

        It is down.
        --3d9a6f20-1c44-4b7e-9f2e-1d2c3b4a5f60--
        """;

    /// <summary>A delivery report in Postfix's form.</summary>
    /// <param name="recipients">The groups of fields about recipients.</param>
    /// <param name="to">The return address it goes to.</param>
    /// <param name="id">Of the report.</param>
    public static string Report(string recipients, string to = "bounces@status.example.com", string id = "20260302090001.B1A2C3@mail.example.com") =>
        $"""
        Return-Path: <>
        X-Original-To: {to}
        Delivered-To: bounces@status.example.com
        Received: by mail.example.com (Postfix) id B1A2C3; Mon,  2 Mar 2026 09:00:01 +0000 (UTC)
        Date: Mon,  2 Mar 2026 09:00:01 +0000 (UTC)
        From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: {to}
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
            boundary="9D8E7F.1772442001/mail.example.com"
        Message-Id: <{id}>

        This is a MIME-encapsulated message.

        --9D8E7F.1772442001/mail.example.com
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        The mail system could not deliver your message.

        --9D8E7F.1772442001/mail.example.com
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example.com
        X-Postfix-Queue-ID: 9D8E7F
        X-Postfix-Sender: rfc822; {to}
        Arrival-Date: Mon,  2 Mar 2026 09:00:00 +0000 (UTC)

        {recipients}
        --9D8E7F.1772442001/mail.example.com
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers

        Return-Path: <{to}>
        From: Example Status <status@example.com>
        Subject: Payments are down
        Message-ID: <one@example.com>

        --9D8E7F.1772442001/mail.example.com--

        """;

    /// <summary>A complaint as feedback loops send it, the message it is about inside.</summary>
    /// <param name="returnPath">Of that message; empty when the provider takes it out.</param>
    /// <param name="type">Of feedback.</param>
    /// <param name="unsubscribe">That message's List-Unsubscribe.</param>
    public static string Complaint(string returnPath, string type = "abuse", string? unsubscribe = null) =>
        $"""
        From: <feedback@provider.example>
        Date: Mon, 2 Mar 2026 10:00:00 +0000
        Subject: FW: Payments are down
        To: <abuse@status.example.com>
        Message-ID: <complaint-1@provider.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report;
            boundary="part-feedback"

        --part-feedback
        Content-Type: text/plain; charset="US-ASCII"

        Somebody reported this message.

        --part-feedback
        Content-Type: message/feedback-report

        Feedback-Type: {type}
        User-Agent: ExampleFBL/1.0
        Version: 1
        Original-Rcpt-To: redacted@provider.example
        Arrival-Date: Mon, 2 Mar 2026 09:00:00 +0000
        Source-IP: 192.0.2.1

        --part-feedback
        Content-Type: message/rfc822
        Content-Disposition: inline

        {(returnPath.Length == 0 ? "X-Redacted: yes" : $"Return-Path: {returnPath}")}
        From: Example Status <status@example.com>
        To: redacted@provider.example
        Subject: Payments are down
        Message-ID: <one@example.com>
        {(unsubscribe is null ? "X-Other: none" : $"List-Unsubscribe: <{unsubscribe}>")}

        It is down.
        --part-feedback--

        """;
}
