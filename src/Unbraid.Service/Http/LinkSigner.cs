using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Unbraid.Audio;
using Unbraid.Service.Security;

namespace Unbraid.Service.Http;

/// <summary>
/// Makes and checks links to objects. Whoever has a link may read that one file until it expires; no token is needed.
/// </summary>
internal sealed class LinkFactory(SigningKey signingKey, HttpOptions options, TimeProvider clock)
{
    private const string Purpose = "unbraid links";

    /// <summary>Links that begin with the address under which the client sees the service.</summary>
    public LinkSigner For(HttpRequest request) => For(BaseOf(request));

    public LinkSigner For(string baseUrl) => new(baseUrl, this, signingKey.Derive(Purpose));

    /// <exception cref="Refusal">400, the request does not say what its client calls the service.</exception>
    public string BaseOf(HttpRequest request) =>
        options.PublicUrl?.TrimEnd('/')
        ?? (request.Host.HasValue
            ? $"{request.Scheme}://{request.Host}{request.PathBase}"
            : throw new Refusal(StatusCodes.Status400BadRequest, "The header Host is empty: send the name under which the service is reached, which links begin with."));

    /// <summary>Path and query of a link.</summary>
    /// <param name="key">Object key, and for a single file a last part with its name.</param>
    /// <param name="downloadName">File name that browsers save it under.</param>
    public string Sign(string key, string downloadName) => Sign(signingKey.Derive(Purpose), key, downloadName);

    /// <summary>The same with a secret that was derived before, for many links at once.</summary>
    public string Sign(byte[] secret, string key, string downloadName)
    {
        var expires = (clock.GetUtcNow() + options.LinkLifetime).ToUnixTimeSeconds();
        return $"/files/{key}?name={Uri.EscapeDataString(downloadName)}&expires={expires}&signature={Signature(secret, key, downloadName, expires)}";
    }

    /// <summary>Whether a link was made here and is still good.</summary>
    public LinkCheck Check(string key, string? downloadName, string? expires, string? signature)
    {
        if (downloadName is null || signature is null
            || !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var until) || expires != until.ToString(CultureInfo.InvariantCulture))
            return LinkCheck.Forged;
        var given = Encoding.UTF8.GetBytes(signature);
        if (!signingKey.DeriveEach(Purpose).Any(secret =>
            CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Signature(secret, key, downloadName, until)), given)))
            return LinkCheck.Forged;
        return until > clock.GetUtcNow().ToUnixTimeSeconds() ? LinkCheck.Good : LinkCheck.Expired;
    }

    private static string Signature(byte[] secret, string key, string downloadName, long expires) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{key}\n{downloadName}\n{expires}")));
}

/// <summary>Makes links for one client.</summary>
internal readonly struct LinkSigner(string baseUrl, LinkFactory factory, byte[] secret)
{
    /// <param name="key">As at <see cref="LinkFactory.Sign(string, string)"/>.</param>
    /// <param name="downloadName">Any text with an extension; what no file name may hold becomes an underscore.</param>
    public string Link(string key, string downloadName) => baseUrl + factory.Sign(secret, key, PlainText.FileName(downloadName));
}

internal enum LinkCheck
{
    Good,
    Expired,
    Forged,
}
