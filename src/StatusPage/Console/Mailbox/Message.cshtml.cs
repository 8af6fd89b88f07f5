using Microsoft.AspNetCore.Mvc;
using StatusPage.Mail;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Mailbox;

internal sealed class MessageModel(PickupMailbox mailbox) : ConsolePage
{
    [FromRoute]
    public string Id { get; set; } = "";

    public PickupContent Message { get; private set; } = null!;

    public override Task Load()
    {
        Message = mailbox.Read(Id) ?? throw new NotFoundException("message", Id);
        return Task.CompletedTask;
    }
}
