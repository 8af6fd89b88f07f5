using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using StatusPage.Platform.Data;

namespace StatusPage.Tests;

/// <summary>Everything that a database holds, as one text, to search for what must not be there.</summary>
internal static class AllText
{
    public static async Task<string> Of(Database database)
    {
        using var connection = new SqliteConnection(database.ConnectionString);
        var tables = await connection.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table'");
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            foreach (IDictionary<string, object?> row in await connection.QueryAsync($"SELECT * FROM \"{table}\""))
            {
                text.AppendJoin('\t', row.Values).AppendLine();
            }
        }

        return text.ToString();
    }
}
