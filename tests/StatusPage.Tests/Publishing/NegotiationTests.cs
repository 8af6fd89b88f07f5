using StatusPage.Publishing;

namespace StatusPage.Tests.Publishing;

public sealed class NegotiationTests
{
    [Theory]
    [InlineData(null, "Identity")]
    [InlineData("", "Identity")]
    [InlineData("gzip", "Gzip")]
    [InlineData("x-gzip", "Gzip")]
    [InlineData("br", "Brotli")]
    [InlineData("gzip, deflate, br, zstd", "Brotli")]
    [InlineData("GZIP;q=1.0, BR;q=0.5", "Gzip")]
    [InlineData("br;q=0, gzip", "Gzip")]
    [InlineData("br;q=0, gzip;q=0", "Identity")]
    [InlineData("br;q=0.000", "Identity")]
    [InlineData("deflate", "Identity")]
    [InlineData("*", "Brotli")]
    [InlineData("*;q=0", "None")]
    [InlineData("*;q=0, gzip", "Gzip")]
    [InlineData("identity;q=0", "None")]
    [InlineData("identity;q=0, gzip;q=0.001", "Gzip")]
    [InlineData("identity, gzip;q=0.5", "Identity")]
    [InlineData("identity;q=0.5, gzip;q=0.8, br;q=0.8", "Brotli")]
    [InlineData("gzip;q=2", "Identity")]
    [InlineData("gzip;q=nonsense", "Identity")]
    [InlineData("gzip ; q=0.3 , br ; q=0.2", "Gzip")]
    [InlineData(",,;q=1,", "Identity")]
    public void A_coding_is_chosen_as_the_client_weighs_it(string? accept, string expected) =>
        Assert.Equal(expected, Negotiation.Coding(accept).ToString());

    [Theory]
    [InlineData(null, "en")]
    [InlineData("ko", "ko")]
    [InlineData("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko")]
    [InlineData("en-GB,en;q=0.9,ko;q=0.8", "en")]
    [InlineData("de,fr;q=0.9", "en")]
    [InlineData("de, ko;q=0.1", "ko")]
    [InlineData("en;q=0, ko;q=0.1", "ko")]
    [InlineData("ko;q=0", "en")]
    [InlineData("KO", "ko")]
    [InlineData("*", "en")]
    [InlineData("kok", "en")]
    public void A_language_is_chosen_as_the_reader_weighs_it(string? accept, string expected)
    {
        string[] languages = ["en", "ko"];
        Assert.Equal(expected, languages[Negotiation.Language(accept, languages, 0)]);
    }

    [Theory]
    [InlineData("\"abc\"", true)]
    [InlineData("W/\"abc\"", true)]
    [InlineData("\"x\", W/\"abc\"", true)]
    [InlineData("*", true)]
    [InlineData("\"abcd\"", false)]
    [InlineData("abc", false)]
    [InlineData("\"abc", false)]
    [InlineData("", false)]
    public void An_entity_tag_is_known_again(string field, bool expected) => Assert.Equal(expected, Negotiation.Matches(field, "abc"));

    [Theory]
    [InlineData("/incidents/abcdefghijkl", "/incidents/abcdefghijkl")]
    [InlineData("/ko/incidents/abcdefghijkl", "/incidents/abcdefghijkl")]
    [InlineData("/incidents/abcdefghijkl.json", "/incidents/abcdefghijkl")]
    [InlineData("/api/v2/incidents/abcdefghijkl.json", "/incidents/abcdefghijkl")]
    [InlineData("/en/history", "/history")]
    [InlineData("/history/2026-11", "/history/2026-11")]
    [InlineData("/history/2026-13", null)]
    [InlineData("/history/2026-1", null)]
    [InlineData("/historyx", null)]
    [InlineData("/incidents/ABCDEFGHIJKL", null)]
    [InlineData("/incidents/abcdefghijk", null)]
    [InlineData("/de/incidents/abcdefghijkl", null)]
    [InlineData("/incidents/", null)]
    [InlineData("/ko/incidents/abcdefghijkl.json", null)]
    [InlineData("/api/v2/incidents/abcdefghijkl", null)]
    public void Only_an_address_of_something_old_is_looked_up(string path, string? key) =>
        Assert.Equal(key, DemandPath.Parse(path, ["en", "ko"])?.Key);
}
