using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using StatusPage.Mail;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Mailbox;

internal sealed class MessageModel(PickupMailbox mailbox) : ConsolePage
{
    [FromRoute]
    public string Id { get; set; } = "";

    public PickupContent Message { get; private set; } = null!;

    /// <summary>The text with its links to this site, so that what a reader would do with the mail can be tried. Others' links stay text.</summary>
    public IEnumerable<(string Text, bool IsLink)> Parts
    {
        get
        {
            var links = new Regex($@"{Regex.Escape(Context.Site.Url)}/[\w/.~%?=&-]*", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            var from = 0;
            foreach (Match link in links.Matches(Message.Text))
            {
                yield return (Message.Text[from..link.Index], false);
                yield return (link.Value, true);
                from = link.Index + link.Length;
            }

            yield return (Message.Text[from..], false);
        }
    }

    public override Task Load()
    {
        Message = mailbox.Read(Id) ?? throw new NotFoundException("message", Id);
        return Task.CompletedTask;
    }
}
