using System.Reflection;

namespace StatusPage.Platform.Data;

/// <summary>
/// Runs the numbered SQL files that the database has not seen, each in a transaction with its mark. What two databases cannot read alike is a file for each, named
/// <c>0001_name.sqlite.sql</c>.
/// </summary>
internal sealed class Migrator(Database database, TimeProvider time)
{
    public async Task Run(CancellationToken cancellation = default)
    {
        await database.Write(session => session.Execute(
            "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, at BIGINT NOT NULL)"), cancellation);
        foreach (var (name, sql) in All(database.Dialect.Name))
        {
            await database.Write(session => Apply(session, name, sql), cancellation);
        }
    }

    private async Task Apply(DbSession session, string name, string sql)
    {
        var first = await session.Execute(
            "INSERT INTO migration (name, at) VALUES (@name, @now) ON CONFLICT DO NOTHING", new { name, now = time.Now() });
        if (first == 1)
        {
            await session.Execute(sql);
        }
    }

    private static IEnumerable<(string Name, string Sql)> All(string dialect)
    {
        const string Marker = ".Migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        return from resource in assembly.GetManifestResourceNames()
               where resource.Contains(Marker, StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal)
               orderby resource
               let name = resource[(resource.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..^4].Split('.')
               where name.Length == 1 || name[1] == dialect
               select (name[0], Text(assembly, resource));
    }

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
