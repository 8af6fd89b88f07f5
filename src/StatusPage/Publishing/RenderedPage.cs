namespace StatusPage.Publishing;

/// <summary>A page as finished HTML, and its parts that an open browser replaces in place.</summary>
internal sealed record RenderedPage(string Html, IReadOnlyList<PageRegion> Regions);

/// <summary>The element with <c>data-region="Id"</c>, outer HTML.</summary>
internal sealed record PageRegion(string Id, string Html);
