namespace StatusPage.Browser.Tests;

/// <summary>Where every name, description and body that people could write tries to become more than text.</summary>
public sealed class HostileFixture : FurnishedFixture
{
    internal const string Evil = """"'></title><script>window.__xss=1</script><img src=x onerror=window.__xss=2>"""" + "\u202Egnp";

    private const string EvilBody = Evil + """


        [a](javascript:window.__xss=4) <javascript:window.__xss=5> [b]( java&#10;script:window.__xss=6 "t\" onmouseover=window.__xss=7 x=\"")
        ![c](x" onerror="window.__xss=8) [d](data:text/html,<script>window.__xss=9</script>) <a href="javascript:window.__xss=10">e</a>

        [r]: javascript:window.__xss=11
        [r] <iframe srcdoc="<script>parent.__xss=12</script>"></iframe>
        """;

    protected override string Text(string text) => text + (text.Contains('\n', StringComparison.Ordinal) ? EvilBody : Evil);
}
