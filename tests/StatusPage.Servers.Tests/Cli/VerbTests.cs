using System.Net;
using System.Text.RegularExpressions;
using StatusPage.Servers.Tests.Notices;

namespace StatusPage.Servers.Tests.Cli;

/// <summary>The verbs that scripts rely on, as processes beside a service that runs.</summary>
public sealed partial class VerbTests
{
    private const string Password = "a long enough password";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_verb_it_serves_and_each_start_prints_a_new_link_until_somebody_owns_the_page()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        using var page = await app.Client.GetAsync(new Uri("en/", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await app.Until(() => Task.FromResult(Links(app).Count == 1), Cancelled);
        Assert.StartsWith(app.Address.ToString(), Links(app)[0], StringComparison.Ordinal);
        using var setup = await app.Client.GetAsync(new Uri(Links(app)[0]), Cancelled);
        Assert.Equal(HttpStatusCode.OK, setup.StatusCode);
        await app.Stop(Cancelled);

        app.Set("Site__Url", "https://status.example.com");
        await app.Start(Cancelled);
        await app.Until(() => Task.FromResult(Links(app).Count == 2), Cancelled);
        Assert.StartsWith("https://status.example.com/", Links(app)[1], StringComparison.Ordinal);

        var added = await AddOperator(app, "owner@example.com", Password);
        Assert.Equal((0, ""), (added.Status, added.Output));
        await app.Stop(Cancelled);
        await app.Start(Cancelled);
        await app.Stop(Cancelled);
        Assert.Equal(2, Links(app).Count);
    }

    [Fact]
    public async Task An_operator_is_added_beside_a_running_service_and_may_sign_in_and_what_is_wrong_is_named()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        Assert.Equal(0, (await AddOperator(app, "owner@example.com", Password)).Status);
        Assert.True(await CanSignIn(app, "owner@example.com", Password));
        Assert.False(await CanSignIn(app, "owner@example.com", Password + "!"));

        var twice = await AddOperator(app, "owner@example.com", Password);
        Assert.Equal(1, twice.Status);
        Assert.Contains("owner@example.com", twice.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", twice.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Password, "password-stdin", "operator", "add", "owner@example.com", "--name", "Owner", "--role", "owner")]
    [InlineData(Password, "viewer", "operator", "add", "owner@example.com", "--name", "Owner", "--role", "king", "--password-stdin")]
    [InlineData(Password, "email", "operator", "add", "owner", "--name", "Owner", "--role", "owner", "--password-stdin")]
    [InlineData("too short", "12 characters", "operator", "add", "owner@example.com", "--name", "Owner", "--role", "owner", "--password-stdin")]
    [InlineData("", "12 characters", "operator", "add", "owner@example.com", "--name", "Owner", "--role", "owner", "--password-stdin")]
    [InlineData("", "--role", "key", "add", "importer")]
    [InlineData("", "name", "key", "add", " ", "--role", "viewer")]
    [InlineData("", "--confirmd", "subscriber", "import", "-", "--confirmd")]
    [InlineData("", "operater", "operater", "add")]
    public async Task What_is_wrong_is_one_clear_sentence_and_status_1(string input, string said, params string[] args)
    {
        await using var app = new AppProcess();
        var end = await app.Run(args, input, Cancelled);
        Assert.Equal(1, end.Status);
        Assert.Contains(said, end.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sp_", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_takes_settings_on_the_command_line_wherever_they_stand()
    {
        await using var app = new AppProcess();
        var elsewhere = Path.Combine(app.DataDirectory, "elsewhere");
        var made = await app.Run(["key", "add", $"--Data:Directory={elsewhere}", "importer", "--role", "viewer"], cancellation: Cancelled);
        Assert.True(made.Status == 0, made.Errors);
        Assert.True(File.Exists(Path.Combine(elsewhere, "status.db")));
        Assert.False(File.Exists(Path.Combine(app.DataDirectory, "status.db")));
        var wrong = await app.Run(["key", "add", "importer", "--role", "viewer", "--Site:TimeZone=Mars"], cancellation: Cancelled);
        Assert.Equal(2, wrong.Status);
        Assert.Contains("Site:TimeZone", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_is_verified_and_a_head_that_it_does_not_have_is_named()
    {
        await using var app = new AppProcess();
        var whole = await app.Run(["record", "verify"], cancellation: Cancelled);
        Assert.True(whole.Status == 0, whole.Errors);
        Assert.StartsWith("0 entries, unbroken", whole.Output, StringComparison.Ordinal);
        Assert.Contains("Keep the head", whole.Errors, StringComparison.Ordinal);

        var cut = await app.Run(["record", "verify", "--head", $"7:{new string('a', 64)}"], cancellation: Cancelled);
        Assert.Equal(1, cut.Status);
        Assert.Contains("The record had an entry 7, and ends at 0", cut.Output, StringComparison.Ordinal);

        var wrong = await app.Run(["record", "verify", "--head", "seven"], cancellation: Cancelled);
        Assert.Equal(1, wrong.Status);
        Assert.Contains("--head is the number of an entry", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_stands_alone_on_the_output_and_works_against_the_running_service()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        var made = await app.Run(["key", "add", "deploy", "--role", "operator"], cancellation: Cancelled);
        Assert.Equal(0, made.Status);
        Assert.Matches(@"\Asp_[A-Za-z0-9_-]{43}\r?\n\z", made.Output);
        var key = made.Output.Trim();
        Assert.DoesNotContain(key, made.Errors, StringComparison.Ordinal);
        foreach (var (sent, status) in new[] { (key, HttpStatusCode.OK), (key + "x", HttpStatusCode.Unauthorized) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("v1/pages", UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Authorization", $"OAuth {sent}");
            using var answer = await app.Client.SendAsync(request, Cancelled);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_import_reports_bad_rows_by_number_takes_the_rest_and_says_so_by_its_status()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        var api = await ApiClient.Open(app, Cancelled);
        await api.NewComponent("Login", null, Cancelled);
        var file = Path.Combine(app.DataDirectory, "list.csv");
        await File.WriteAllTextAsync(file, "reader@example.com\nnot an address\nsecond@example.com,ko,Login\nthird@example.com,xx,all\nfourth@example.com,en,Nowhere\nreader@example.com\n", Cancelled);

        var end = await app.Run(["subscriber", "import", file, "--confirmed"], cancellation: Cancelled);
        Assert.Equal(1, end.Status);
        Assert.Equal(["row 2", "row 4", "row 5"], RowNumber.Matches(end.Errors).Select(m => m.Value));
        Assert.StartsWith("2 added; 1 already there; 0 had left and stay so; 3 bad rows", end.Output, StringComparison.Ordinal);
        var count = await api.Do("GET", "subscribers/count", null, Cancelled);
        Assert.Equal(2, count.GetProperty("email").GetInt32());

        var again = await app.Run(["subscriber", "import", "-", "--confirmed"], "reader@example.com\nfifth@example.com\n", Cancelled);
        Assert.Equal((0, "1 added; 1 already there; 0 had left and stay so; 0 bad rows"), (again.Status, again.Output.Trim()));
        var missing = await app.Run(["subscriber", "import", file + "x"], cancellation: Cancelled);
        Assert.Equal(2, missing.Status);
        Assert.Contains(file + "x", missing.Errors, StringComparison.Ordinal);
    }

    private static Task<Finished> AddOperator(AppProcess app, string email, string password) =>
        app.Run(["operator", "add", email, "--name", "소유자 Owner", "--role", "owner", "--password-stdin"], password + "\n", Cancelled);

    private static async Task<bool> CanSignIn(AppProcess app, string email, string password)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        var path = new Uri("console/sign-in", UriKind.Relative);
        var form = await browser.GetStringAsync(path, Cancelled);
        var token = AntiForgery.Match(form).Groups[1].Value;
        using var fields = new FormUrlEncodedContent([new("email", email), new("password", password), new("__RequestVerificationToken", token)]);
        using var answer = await browser.PostAsync(path, fields, Cancelled);
        return answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther;
    }

    private static List<string> Links(AppProcess app) => [.. SetupLink.Matches(app.Output).Select(m => m.Value)];

    [GeneratedRegex(@"https?://\S+/console/setup/[A-Za-z0-9_-]{43}")]
    private static partial Regex SetupLink { get; }

    [GeneratedRegex(@"row \d+")]
    private static partial Regex RowNumber { get; }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AntiForgery { get; }
}
