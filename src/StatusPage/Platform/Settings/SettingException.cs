namespace StatusPage.Platform.Settings;

/// <summary>A setting holds what it may not: the start fails at once, naming it.</summary>
internal sealed class SettingException(string key, string? value, string allowed)
    : Exception($"The setting {key} is '{value}'. It may be: {allowed}. (In the environment it is called {key.Replace(":", "__", StringComparison.Ordinal)}.)")
{
    public string Key { get; } = key;
}
