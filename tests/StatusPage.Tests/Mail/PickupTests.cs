using System.Text;
using StatusPage.Mail;

namespace StatusPage.Tests.Mail;

public sealed class PickupTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("pickup-").FullName, "mail");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    private Mailer Mailer() =>
        new(new PickupTransport(folder, TimeProvider.System), new MailSettings { From = new Mailbox("status@example.com"), PickupDirectory = folder });

    [Fact]
    public async Task What_is_written_to_the_folder_can_be_read_by_people()
    {
        var message = Messages.Outage("홍길동@example.org") with
        {
            Subject = "[조사 중] 로그인 장애",
            From = new Mailbox("status@example.com", "상태 페이지"),
            Text = "지금은 로그인할 수 없습니다.\n",
            Html = "<p>지금은 로그인할 수 없습니다.</p>\n",
        };

        Assert.IsType<MailResult.Accepted>(await Mailer().SendAsync(message, None));

        var mailbox = new PickupMailbox(folder);
        var entry = Assert.Single(mailbox.List(10));
        Assert.Equal(("상태 페이지 <status@example.com>", "홍길동@example.org", "[조사 중] 로그인 장애"), (entry.From, entry.To, entry.Subject));
        Assert.InRange(TimeProvider.System.GetUtcNow() - entry.Written, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
        var content = mailbox.Read(entry.Id)!;
        Assert.Equal("지금은 로그인할 수 없습니다.\r\n", content.Text);
        Assert.Equal("<p>지금은 로그인할 수 없습니다.</p>\r\n", content.Html);
        Assert.Contains(new("Delivered-To", "홍길동@example.org"), content.Headers);
    }

    [Fact]
    public async Task The_newest_are_listed_first_and_a_resend_is_a_file_of_its_own()
    {
        var mailer = Mailer();
        for (var i = 0; i < 20; i++)
        {
            await mailer.SendAsync(Messages.Outage() with { Subject = $"number {i / 2}" }, None);
        }

        Assert.Equal(["number 9", "number 9", "number 8"], new PickupMailbox(folder).List(3).Select(entry => entry.Subject));
        Assert.Equal(20, Directory.GetFiles(folder, "*.eml").Length);
        Assert.DoesNotContain(Directory.GetFiles(folder), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../appsettings.eml")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData(".hidden.eml")]
    [InlineData("nothing.eml")]
    public async Task Nothing_outside_the_folder_is_shown(string id)
    {
        await Mailer().SendAsync(Messages.Outage(), None);
        await File.WriteAllTextAsync(Path.Combine(folder, "..", "appsettings.eml"), "Subject: secret\r\n\r\n", None);

        Assert.Null(new PickupMailbox(folder).Read(id));
    }

    [Fact]
    public async Task A_message_id_cannot_choose_the_file()
    {
        await Mailer().SendAsync(Messages.Outage() with { MessageId = "../../evil/x@example.com" }, None);

        Assert.Single(Directory.GetFiles(folder));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(folder)!));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_the_servers_fault()
    {
        await File.WriteAllTextAsync(folder, "in the way", None);

        Assert.IsType<MailResult.ServerUnavailable>(await Mailer().SendAsync(Messages.Outage(), None));
        File.Delete(folder);
    }

    [Fact]
    public void A_folder_that_is_not_there_yet_is_empty()
    {
        Assert.Empty(new PickupMailbox(folder).List(10));
        Assert.Null(new PickupMailbox(folder).Read("x.eml"));
    }

    [Theory]
    [InlineData("=?utf-8?Q?caf=C3=A9_au_lait?=", "café au lait")]
    [InlineData("a =?utf-8?B?w6k=?= =?utf-8?B?w6k=?= b", "a éé b")]
    [InlineData("=?broken", "=?broken")]
    [InlineData("=?utf-8?B?w6k=", "=?utf-8?B?w6k=")]
    [InlineData("1 =? 2", "1 =? 2")]
    public void Encoded_words_are_read_and_broken_ones_left(string raw, string expected) => Assert.Equal(expected, MimeReader.DecodeWords(raw));

    [Fact]
    public void Damaged_messages_are_shown_as_far_as_they_go()
    {
        foreach (var text in new[] { "", "\r\n", "no headers", "Content-Type: multipart/alternative\r\n\r\nx", "Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\n\r\nopen", "Content-Transfer-Encoding: base64\r\n\r\n!!!", "A: b\r\n folded" })
        {
            Assert.NotNull(MimeReader.Read(Encoding.UTF8.GetBytes(text)).Headers);
        }
    }
}
