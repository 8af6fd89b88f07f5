namespace StatusPage.Platform.Settings;

/// <summary>
/// Where <c>wwwroot</c> and <c>appsettings.json</c> stand: the repository's root while developing, the program's own folder once published.
/// </summary>
internal static class ContentRoot
{
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "wwwroot")) && File.Exists(Path.Combine(folder.FullName, "appsettings.json")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
