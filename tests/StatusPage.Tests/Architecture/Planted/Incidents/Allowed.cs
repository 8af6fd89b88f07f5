using StatusPage.Tests.Architecture.Planted.Platform;

namespace StatusPage.Tests.Architecture.Planted.Incidents;

// Mentions Notices.Told in a comment, which is no use.
internal sealed class Allowed : Ground
{
    public static string Says => "Notices.Told" + Name;
}
