namespace StatusPage.Tests.Architecture.Planted.Platform;

internal class Ground
{
    public static string Name => nameof(Ground);
}
