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
    public async Task Without_a_verb_it_serves_on_the_addresses_that_are_given_and_prints_one_link_to_its_first_owner()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        using var page = await app.Client.GetAsync(new Uri("en/", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await app.Until(() => Task.FromResult(SetupLink.IsMatch(app.Output)), Cancelled);
        var link = Assert.Single(SetupLink.Matches(app.Output)).Value;
        Assert.StartsWith(app.Address.ToString(), link, StringComparison.Ordinal);
        using var setup = await app.Client.GetAsync(new Uri(link), Cancelled);
        Assert.Equal(HttpStatusCode.OK, setup.StatusCode);

        var added = await AddOperator(app, "owner@example.com", Password);
        Assert.Equal((0, ""), (added.Status, added.Output));
        await app.Stop(Cancelled);
        await app.Start(Cancelled);
        Assert.Single(SetupLink.Matches(app.Output));
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
        var noPassword = await AddOperator(app, "other@example.com", "");
        Assert.Equal(1, noPassword.Status);
        Assert.Contains("password", noPassword.Errors, StringComparison.OrdinalIgnoreCase);
        var noRole = await app.Run(["operator", "add", "x@example.com", "--name", "X", "--role", "king", "--password-stdin"], Password, Cancelled);
        Assert.NotEqual(0, noRole.Status);
        Assert.Contains("owner", noRole.Errors + noRole.Output, StringComparison.Ordinal);
        Assert.All([twice, noPassword, noRole], end => Assert.DoesNotContain("   at ", end.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_stands_alone_on_the_output_and_works_against_the_running_service()
    {
        await using var app = new AppProcess();
        await app.Start(Cancelled);
        var made = await app.Run(["key", "add", "deploy", "--role", "operator"], cancellation: Cancelled);
        Assert.Equal(0, made.Status);
        var key = Assert.Single(made.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Trim();
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
        await File.WriteAllTextAsync(file, "ann@example.com\nnot an address\nbob@example.com,ko,Login\ncat@example.com,xx,all\ndan@example.com,en,Nowhere\nann@example.com\n", Cancelled);

        var end = await app.Run(["subscriber", "import", file, "--confirmed"], cancellation: Cancelled);
        Assert.Equal(1, end.Status);
        Assert.Equal(["row 2", "row 4", "row 5"], RowNumber.Matches(end.Errors).Select(m => m.Value));
        Assert.StartsWith("2 added; 1 already there; 0 had left and stay so; 3 bad rows", end.Output, StringComparison.Ordinal);
        var count = await api.Do("GET", "subscribers/count", null, Cancelled);
        Assert.Equal(2, count.GetProperty("email").GetInt32());

        var again = await app.Run(["subscriber", "import", "-", "--confirmed"], "ann@example.com\neve@example.com\n", Cancelled);
        Assert.Equal((0, "1 added; 1 already there; 0 had left and stay so; 0 bad rows"), (again.Status, again.Output.Trim()));
        var missing = await app.Run(["subscriber", "import", file + "x"], cancellation: Cancelled);
        Assert.Equal(2, missing.Status);
        Assert.Contains(file + "x", missing.Errors, StringComparison.Ordinal);
    }

    private static Task<Finished> AddOperator(AppProcess app, string email, string password) =>
        app.Run(["operator", "add", email, "--name", "Ann", "--role", "owner", "--password-stdin"], password + "\n", Cancelled);

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

    [GeneratedRegex(@"http://\S+/console/setup/\S+")]
    private static partial Regex SetupLink { get; }

    [GeneratedRegex(@"row \d+")]
    private static partial Regex RowNumber { get; }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AntiForgery { get; }
}
