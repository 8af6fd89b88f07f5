using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace StatusPage.Publishing;

/// <summary>What goes with content: the header fields that are the same for all of a kind.</summary>
internal sealed class ContentKind
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Referrer = "strict-origin-when-cross-origin";
    private static readonly StringValues AnyOrigin = "*";
    private static readonly StringValues Exposed = "x-confirmed-at";
    private static readonly StringValues Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The line that pollers of this wire are used to.</summary>
    private const string DocumentCaching = "max-age=10, public, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600";

    /// <summary>A page may not outlive its confirmation in a cache, so none serves it when the origin is silent.</summary>
    private const string PageCaching = "public, max-age=0, s-maxage=10, must-revalidate";

    public static readonly ContentKind Document = new("application/json; charset=utf-8", DocumentCaching, "Accept,Accept-Encoding") { IsDocument = true };
    public static readonly ContentKind Page = new("text/html; charset=utf-8", PageCaching, "Accept-Encoding") { IsPage = true };
    public static readonly ContentKind NegotiatedPage = new("text/html; charset=utf-8", PageCaching, "Accept-Encoding, Accept-Language") { IsPage = true };
    public static readonly ContentKind MissingPage = new("text/html; charset=utf-8", "no-store", "Accept-Encoding, Accept-Language") { IsPage = true };
    public static readonly ContentKind MissingDocument = new("application/json; charset=utf-8", "no-store", "Accept,Accept-Encoding") { IsDocument = true };
    public static readonly ContentKind Text = new("text/plain; charset=utf-8", "public, max-age=3600", "Accept-Encoding");

    private readonly StringValues type, caching, vary;

    private ContentKind(string type, string caching, string vary) => (this.type, this.caching, this.vary) = (type, caching, vary);

    public bool IsPage { get; private init; }

    public bool IsDocument { get; private init; }

    public static ContentKind File(string name, bool forever) => new(
        Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".ico" => "image/x-icon",
            ".txt" => "text/plain; charset=utf-8",
            ".json" or ".webmanifest" => "application/json; charset=utf-8",
            ".html" => "text/html; charset=utf-8",
            _ => "application/octet-stream",
        },
        forever ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate",
        "Accept-Encoding");

    /// <summary>The fields of both 200 and 304.</summary>
    public void Describe(IHeaderDictionary headers)
    {
        headers.CacheControl = caching;
        headers.Vary = vary;
        if (IsDocument)
        {
            headers.AccessControlAllowOrigin = AnyOrigin;
        }
    }

    public void DescribeContent(IHeaderDictionary headers)
    {
        headers.ContentType = type;
        headers.XContentTypeOptions = NoSniff;
        if (IsPage)
        {
            headers[HeaderNames.ContentSecurityPolicy] = Policy;
            headers["Referrer-Policy"] = Referrer;
        }
        else if (IsDocument)
        {
            headers.AccessControlExposeHeaders = Exposed;
        }
    }
}

/// <summary>One answer, finished: serving it is choosing a coding and writing.</summary>
internal sealed class Representation(Body body, ContentKind kind, int status = StatusCodes.Status200OK, string? language = null)
{
    private static readonly StringValues Brotli = "br";
    private static readonly StringValues Gzip = "gzip";
    private static readonly StringValues Strict = "max-age=31536000";

    private readonly StringValues tag = $"W/\"{body.Tag}\"";
    private readonly StringValues language = language;

    public Body Body => body;

    public ContentKind Kind => kind;

    public Task Write(HttpContext context, in StringValues confirmedAt)
    {
        var request = context.Request.Headers;
        var response = context.Response;
        var headers = response.Headers;
        kind.Describe(headers);
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = Strict;
        }

        if (kind.IsDocument && confirmedAt.Count > 0)
        {
            headers["x-confirmed-at"] = confirmedAt;
        }

        if (status == StatusCodes.Status200OK)
        {
            headers.ETag = tag;
            if (Negotiation.Matches(request.IfNoneMatch, body.Tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        var coding = Negotiation.Coding(request.AcceptEncoding);
        if (coding == ContentCoding.None)
        {
            response.StatusCode = StatusCodes.Status406NotAcceptable;
            return Task.CompletedTask;
        }

        return WriteBody(context, headers, coding);
    }

    private Task WriteBody(HttpContext context, IHeaderDictionary headers, ContentCoding coding)
    {
        var response = context.Response;
        var bytes = body.In(coding);
        kind.DescribeContent(headers);
        headers.ContentLength = bytes.Length;
        if (coding != ContentCoding.Identity)
        {
            headers.ContentEncoding = coding == ContentCoding.Brotli ? Brotli : Gzip;
        }

        if (language.Count > 0)
        {
            headers.ContentLanguage = language;
        }

        response.StatusCode = status;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        var written = response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }
}
