using StatusPage.Tests;

namespace StatusPage.Browser.Tests;

/// <summary>The program under real time, since a browser has no other.</summary>
public sealed class BrowserFixture : AppFixture
{
    protected override bool UsesTestClock => false;
}
