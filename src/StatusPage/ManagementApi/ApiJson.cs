using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace StatusPage.ManagementApi;

/// <summary>How this API writes: snake_case, every key always there, Korean as itself.</summary>
internal static class ApiJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static IResult Result<T>(T body, int status = StatusCodes.Status200OK) => TypedResults.Json(body, Options, statusCode: status);

    public static IResult Created<T>(T body) => Result(body, StatusCodes.Status201Created);
}
