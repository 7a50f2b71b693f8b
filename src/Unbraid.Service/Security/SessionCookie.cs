namespace Unbraid.Service.Security;

/// <summary>
/// How the page of the service carries its token: in a cookie that no script can read and that no other site can make the browser send. It counts as
/// the header Authorization would; where a request changes something, only together with the page's own header, which a form or a page of
/// another port on this machine cannot send.
/// </summary>
internal static class SessionCookie
{
    /// <summary>The page's own header; its value does not matter.</summary>
    public const string Header = "X-Unbraid-Studio";

    /// <summary>The token of a request that carries no header Authorization.</summary>
    /// <returns>Null if there is none that counts.</returns>
    public static string? Read(HttpRequest request) =>
        request.Headers.Authorization.Count == 0
        && request.Cookies.TryGetValue(NameFor(request), out var token)
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers.ContainsKey(Header))
            ? token
            : null;

    /// <summary>Gives the browser a token, until it is closed.</summary>
    public static void Write(HttpContext http, string token) => http.Response.Cookies.Append(NameFor(http.Request), token, OptionsFor(http.Request));

    /// <summary>Takes it away again.</summary>
    public static void Remove(HttpContext http) => http.Response.Cookies.Delete(NameFor(http.Request), OptionsFor(http.Request));

    /// <summary>Cookies do not know ports (RFC 6265, section 8.5), and several services may run on one machine.</summary>
    private static string NameFor(HttpRequest request) => $"unbraid-{request.Host.Port ?? 0}";

    private static CookieOptions OptionsFor(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        IsEssential = true,
        Path = "/",
    };
}
