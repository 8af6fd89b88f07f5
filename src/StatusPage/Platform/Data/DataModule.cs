using Microsoft.Data.Sqlite;
using StatusPage.Platform.Settings;

namespace StatusPage.Platform.Data;

internal static class DataModule
{
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        var directory = DataDirectory.From(configuration);
        Setting.OneOf(configuration, "Database:Provider", "Sqlite", ["Sqlite"]);
        var connectionString = SqliteConnectionString(configuration, directory);
        return services
            .AddSingleton(directory)
            .AddSingleton<ChangeSignal>()
            .AddSingleton<SqlDialect, SqliteDialect>()
            .AddSingleton(s => new Database(s.GetRequiredService<SqlDialect>(), connectionString, s.GetRequiredService<ChangeSignal>()))
            .AddSingleton<SoleServer>()
            .AddSingleton<Migrator>();
    }

    private static string SqliteConnectionString(IConfiguration configuration, DataDirectory directory)
    {
        const string Key = "ConnectionStrings:StatusPage";
        var text = Setting.Text(configuration, Key, $"Data Source={Path.Combine(directory.Path, "status.db")}");
        try
        {
            var builder = new SqliteConnectionStringBuilder(text) { ForeignKeys = true, DefaultTimeout = SqliteDialect.SecondsToWaitForLock };
            if (Path.GetDirectoryName(Path.GetFullPath(builder.DataSource)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            return builder.ToString();
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Key, text, $"a SQLite connection string such as 'Data Source=data/status.db' in a folder that can be written ({e.Message})");
        }
    }
}
