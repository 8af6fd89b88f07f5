namespace StatusPage.Tests.Architecture.Planted.Incidents;

// The compiler copies the constant and keeps no trace of where it came from: only the source tells.
internal sealed class ByConstant
{
    public static string Word() => Notices.Told.Word;
}
