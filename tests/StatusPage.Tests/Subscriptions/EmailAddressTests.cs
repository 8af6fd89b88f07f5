using FsCheck;
using FsCheck.Fluent;
using StatusPage.Mail;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Subscriptions;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("name@example.com", "name@example.com")]
    [InlineData("  Name.Last+tag@Mail.Example.COM\t", "name.last+tag@mail.example.com")]
    [InlineData("o'brien!#$%&*/=?^_`{|}~@example.com", "o'brien!#$%&*/=?^_`{|}~@example.com")]
    [InlineData("김철수@example.com", "김철수@example.com")]
    [InlineData("name@예시.한국", "name@xn--vv4b11d.xn--3e0b707e")]
    [InlineData("name@BÜCHER.example", "name@xn--bcher-kva.example")]
    [InlineData("e\u0301te@example.com", "\u00e9te@example.com")]
    public void What_a_person_can_have_is_taken_and_compared_in_one_form(string text, string key)
    {
        Assert.True(EmailAddress.TryParse(text, out var address, out _));
        Assert.Equal(key, address.Key);
        Assert.Equal(text.Trim(), address.Text);
    }

    [Theory]
    [InlineData(null, "Missing")]
    [InlineData(" ", "Missing")]
    [InlineData("name", "NotAnAddress")]
    [InlineData("@example.com", "NotAnAddress")]
    [InlineData("name@", "NotAnAddress")]
    [InlineData("name@@example.com", "NotAnAddress")]
    [InlineData("first last@example.com", "NotAnAddress")]
    [InlineData(".name@example.com", "NotAnAddress")]
    [InlineData("na..me@example.com", "NotAnAddress")]
    [InlineData("name@exa_mple.com", "NotAnAddress")]
    [InlineData("name@-example.com", "NotAnAddress")]
    [InlineData("name@example..com", "NotAnAddress")]
    [InlineData("name@[127.0.0.1]", "NotAnAddress")]
    [InlineData("\"quoted\"@example.com", "NotAnAddress")]
    [InlineData("Name <name@example.com>", "NotAnAddress")]
    [InlineData("a@example.com,b@example.com", "NotAnAddress")]
    [InlineData("name@example", "Domain")]
    [InlineData("name@127.0.0.1", "Domain")]
    public void What_cannot_be_written_to_is_refused(string? text, string problem)
    {
        Assert.False(EmailAddress.TryParse(text, out _, out var found));
        Assert.Equal(problem, found.ToString());
    }

    [Theory]
    [InlineData("name@example.com\r\nBcc: other@example.com")]
    [InlineData("name@example.com\n")]
    [InlineData("na\rme@example.com")]
    [InlineData("name\0@example.com")]
    [InlineData("name@example.com>\r\nRCPT TO:<other@example.com")]
    [InlineData("na\u202Eme@example.com")]
    [InlineData("na\u2028me@example.com")]
    [InlineData("na\u200Bme@example.com")]
    [InlineData("\uD800me@example.com")]
    [InlineData("name@example\u0000.com")]
    [InlineData("name\u007f@example.com")]
    public void What_would_be_more_than_an_address_on_the_wire_is_refused(string text) =>
        Assert.False(EmailAddress.TryParse(text, out _, out _));

    [Fact]
    public void Lengths_are_those_of_the_protocol()
    {
        var domain = $"{new string('b', 63)}.{new string('c', 63)}.{new string('d', 50)}.example";
        Assert.True(EmailAddress.TryParse($"{new string('a', 64)}@{domain}", out _, out _));
        Assert.False(EmailAddress.TryParse($"{new string('a', 65)}@example.com", out _, out _));
        Assert.False(EmailAddress.TryParse($"{new string('가', 22)}@example.com", out _, out _));
        Assert.False(EmailAddress.TryParse($"{new string('a', 64)}@{domain}.example", out _, out var problem));
        Assert.Equal(AddressProblem.TooLong, problem);
    }

    /// <summary>What can be subscribed can be written to, and its key is its own key.</summary>
    [Fact]
    public void Every_taken_address_can_be_mailed_and_has_a_stable_key() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        noise =>
        {
            var taken = EmailAddress.TryParse($"{noise.Get}@example.com", out var address, out _);
            return !taken || (MailAddress.TryNormalize(address.Text, out _) && EmailAddress.TryParse(address.Key, out var again, out _) && again.Key == address.Key);
        }).QuickCheckThrowOnFailure();
}
