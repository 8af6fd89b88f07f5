namespace StatusPage.Operators;

/// <summary>
/// Carries a session's token. Over https it has the <c>__Host-</c> prefix, with which no other host and no plain request can set it, and only
/// that one is read there. Lax, so that a link in a mail finds its reader signed in; forms carry an anti-forgery token besides.
/// </summary>
internal static class SessionCookie
{
    private const string Plain = "statuspage_session";
    private const string Secure = "__Host-" + Plain;

    public static string? Read(HttpRequest request) =>
        request.Cookies.TryGetValue(request.IsHttps ? Secure : Plain, out var token) && token.Length > 0 ? token : null;

    public static void Write(HttpContext http, string token) =>
        http.Response.Cookies.Append(http.Request.IsHttps ? Secure : Plain, token, Options(http, Sessions.Longest));

    public static void Clear(HttpContext http) =>
        http.Response.Cookies.Delete(http.Request.IsHttps ? Secure : Plain, Options(http, null));

    private static CookieOptions Options(HttpContext http, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = maxAge,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    };
}
