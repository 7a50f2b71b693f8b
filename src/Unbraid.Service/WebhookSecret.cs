using System.Security.Cryptography;
using System.Text;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;

namespace Unbraid.Service;

/// <summary>
/// The secret with which callbacks to one tenant are signed (Standard Webhooks). It is derived from the signing key, and
/// stays the same as long as that does.
/// </summary>
public static class WebhookSecret
{
    /// <summary>The secret in the form that the libraries of Standard Webhooks take: <c>whsec_</c> and base64.</summary>
    /// <param name="settings">The settings of the service; the key is made first if there is none.</param>
    /// <param name="subject">The tenant, 1 to 200 characters.</param>
    /// <exception cref="ServiceException">The key cannot be read or made, or no tenant can be called so.</exception>
    public static string Of(ServiceSettings settings, string subject)
    {
        Tenants.Check(subject, "secret");
        return $"whsec_{Convert.ToBase64String(SigningKey.Open(settings).Derive(Purpose(subject)))}";
    }

    /// <summary>
    /// The value of the header <c>webhook-signature</c>: HMAC-SHA256 over id, time and body, once for each key that counts, so that receivers
    /// have time to take over a new secret.
    /// </summary>
    internal static string Sign(SigningKey key, string tenant, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return string.Join(' ', key.DeriveEach(Purpose(tenant)).Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }

    private static string Purpose(string tenant) => $"unbraid webhooks of {tenant}";
}
