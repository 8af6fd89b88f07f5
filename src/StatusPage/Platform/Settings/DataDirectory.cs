namespace StatusPage.Platform.Settings;

/// <summary>Where this installation keeps what is its own: the database, keys, mail written to files.</summary>
internal sealed record DataDirectory(string Path)
{
    public static DataDirectory From(IConfiguration configuration)
    {
        const string Key = "Data:Directory";
        var path = Setting.Text(configuration, Key, "data");
        try
        {
            return new(Directory.CreateDirectory(path).FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException(Key, path, $"a folder that can be written ({e.Message})");
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);
}
