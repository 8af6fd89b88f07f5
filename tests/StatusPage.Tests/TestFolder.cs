namespace StatusPage.Tests;

/// <summary>A folder of its own under the temporary one, deleted with all in it.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("statuspage-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was just ended may still hold a file; the temporary folder is cleaned by its owner.
        }
    }
}
