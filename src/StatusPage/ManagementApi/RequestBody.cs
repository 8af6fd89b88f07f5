using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StatusPage.Platform.Problems;

namespace StatusPage.ManagementApi;

/// <summary>What a client sent, JSON or form, as one tree: <c>incident[components][ID]=major_outage</c> is <c>{"incident":{"components":{"ID":"major_outage"}}}</c>.</summary>
internal sealed class RequestBody(JsonElement root)
{
    public const int Largest = 256 * 1024;
    private const int Deepest = 16;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="BadHttpRequestException">It is too large (413), of another kind (415), or not what its content type says (400).</exception>
    public static async Task<RequestBody> Read(HttpRequest request)
    {
        var bytes = await Bytes(request);
        if (bytes.Length == 0)
        {
            return new(JsonSerializer.SerializeToElement(new Dictionary<string, object>()));
        }

        var isForm = IsForm(request);
        var text = Text(bytes);
        return new(isForm ? FormTree.Parse(text) : Json(text));
    }

    /// <summary>The fields under a wrapper such as <c>component</c>.</summary>
    /// <param name="name">The wrapper.</param>
    /// <param name="beside">What else may stand outside it.</param>
    /// <exception cref="InvalidInputException">There is none, it is not an object, or something unknown stands beside it.</exception>
    public RequestFields Object(string name, params ReadOnlySpan<string> beside)
    {
        Root().Ignore(beside).Ignore(name, "api_key", "page_id").Done();
        if (!root.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            throw new InvalidInputException(name, "must be given.");
        }

        return element.ValueKind == JsonValueKind.Object
            ? new(name, element)
            : throw new InvalidInputException(name, "must be an object with fields.");
    }

    /// <summary>The fields outside any wrapper.</summary>
    public RequestFields Root() => new("", root);

    private static async Task<byte[]> Bytes(HttpRequest request)
    {
        if (request.ContentLength > Largest)
        {
            throw TooLarge();
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > Largest)
            {
                throw TooLarge();
            }
        }

        return buffer.ToArray();
    }

    private static BadHttpRequestException TooLarge() =>
        new($"The body may have {Largest / 1024} KB at the most.", StatusCodes.Status413PayloadTooLarge);

    private static bool IsForm(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            && request.Headers.ContentEncoding.Count == 0)
        {
            if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        throw new BadHttpRequestException(
            "The body must be application/json or application/x-www-form-urlencoded, in UTF-8, not compressed; the Content-Type header says which.",
            StatusCodes.Status415UnsupportedMediaType);
    }

    private static string Text(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new BadHttpRequestException("The body is not valid UTF-8.");
        }
    }

    private static JsonElement Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = Deepest });
            EnsureText(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new BadHttpRequestException("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
        catch (InvalidOperationException)
        {
            throw new BadHttpRequestException("The body holds half of a surrogate pair, which is no text.");
        }
    }

    /// <summary>Reads every text once, so that one which cannot be read is refused here and not halfway through an endpoint.</summary>
    private static void EnsureText(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                _ = property.Name;
                EnsureText(property.Value);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                EnsureText(item);
            }
        }
        else if (element.ValueKind == JsonValueKind.String)
        {
            _ = element.GetString();
        }
    }
}
