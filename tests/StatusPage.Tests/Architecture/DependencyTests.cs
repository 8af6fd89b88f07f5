using System.Text.RegularExpressions;

namespace StatusPage.Tests.Architecture;

public sealed class DependencyTests
{
    private const string PlantedRoot = "StatusPage.Tests.Architecture.Planted";

    private static readonly CompiledCode Product = new(typeof(Program).Assembly.Location, "StatusPage");
    private static readonly CompiledCode Planted = new(typeof(DependencyTests).Assembly.Location, PlantedRoot);
    private static readonly string PlantedSource = Path.Combine(House.Root, "tests", "StatusPage.Tests", "Architecture", "Planted");

    [Fact]
    public void Compiled_code_uses_only_what_the_table_allows() => Expect.None(Forbidden(Product.Between()));

    [Fact]
    public void Source_names_only_what_the_table_allows() =>
        Expect.None(Forbidden(SourceCode.Between(House.Source, "StatusPage", Product.Names)));

    [Fact]
    public void Every_folder_is_in_the_table()
    {
        Expect.None(House.Folders(House.Source).Except(House.MayUse.Keys));
        Expect.None(Product.Folders.Except(House.MayUse.Keys));
    }

    [Fact]
    public void A_package_that_can_be_exchanged_is_known_in_one_place() =>
        Expect.None(House.KnownOnlyIn.SelectMany(p => Product.OfPackage(p.Key, p.Value)));

    [Fact]
    public void The_table_in_the_document_is_the_one_that_is_held()
    {
        var document = File.ReadAllText(Path.Combine(House.Source, "ARCHITECTURE.md"));
        var rows = Regex.Matches(document, @"^\|\s*`(?<folder>\w+)`\s*\|\s*(?<floor>faces|capabilities|ground)\s*\|(?<uses>[^|]*)\|\s*$", RegexOptions.Multiline);
        var written = rows.ToDictionary(r => r.Groups["folder"].Value, r => Regex.Matches(r.Groups["uses"].Value, @"`(\w+)`").Select(m => m.Groups[1].Value).ToHashSet());
        Assert.Equal(House.MayUse.Keys.Order(), written.Keys.Order());
        Assert.All(House.MayUse, held => Assert.Equal(held.Value.Order(), written[held.Key].Order()));
    }

    [Theory]
    [InlineData("ByBaseClass")]
    [InlineData("ByInterface")]
    [InlineData("ByAttribute")]
    [InlineData("ByField")]
    [InlineData("ByParameter")]
    [InlineData("ByGenericArgument")]
    [InlineData("ByConstraint`1")]
    [InlineData("ByStaticCall")]
    [InlineData("ByTypeOf")]
    [InlineData("ByGenericCall")]
    [InlineData("ByCatch")]
    [InlineData("ByAsyncLambda")]
    [InlineData("ByIterator")]
    [InlineData("ByLocalFunction")]
    public void A_planted_violation_is_found_in_compiled_code(string type)
    {
        var found = Planted.Between().Where(u => u.User == $"{PlantedRoot}.Incidents.{type}");
        Assert.Contains(Forbidden(found), u => u.StartsWith("Incidents may not use Notices", StringComparison.Ordinal));
    }

    [Fact]
    public void A_planted_use_that_is_allowed_is_not_reported()
    {
        var found = Planted.Between().Where(u => u.User == $"{PlantedRoot}.Incidents.Allowed").ToList();
        Assert.Contains(found, u => u.To == "Platform");
        Expect.None(Forbidden(found));
    }

    [Fact]
    public void Planted_violations_are_found_in_the_source_where_the_compiler_left_none_too()
    {
        Assert.DoesNotContain(Planted.Between(), u => u.User.EndsWith("ByConstant", StringComparison.Ordinal) && u.To == "Notices");
        var found = SourceCode.Between(PlantedSource, PlantedRoot, Planted.Names).Where(u => !House.Allows(u.From, u.To)).ToList();
        Assert.Equal(["Incidents/Unseen.cs", "Incidents/Violations.cs"], found.Select(u => u.User).Distinct());
        Assert.All(found, u => Assert.Equal("Notices", u.To));
    }

    [Fact]
    public void A_planted_folder_that_is_not_in_the_table_is_found()
    {
        Assert.Equal(["Sidecar"], House.Folders(PlantedSource).Except(House.MayUse.Keys));
        Assert.Contains("Sidecar", Planted.Folders);
    }

    private static IReadOnlyList<string> Forbidden(IEnumerable<Use> uses) =>
        [.. uses.Where(u => !House.Allows(u.From, u.To)).Select(u => u.ToString()).Distinct().Order()];
}
