using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Unbraid.Service.Security;

/// <summary>
/// Codes that let a browser in once, as the link says that is printed on the machine itself. Whoever may read the data folder can make one; it
/// names its tenant, and is good for ten minutes, for the service that was running when it was made.
/// </summary>
internal sealed class EntryCodes(SigningKey key, TimeProvider clock)
{
    private const string Purpose = "unbraid entry codes";
    private const int TimeBytes = 8;
    private const int NonceBytes = 8;
    private const int MacBytes = 16;
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10);

    private readonly long _startedAt = clock.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly ConcurrentDictionary<string, long> _used = new();

    /// <summary>A new code for a tenant.</summary>
    public static string Make(SigningKey key, string tenant, TimeProvider clock)
    {
        var name = Encoding.UTF8.GetBytes(tenant);
        var code = new byte[TimeBytes + NonceBytes + MacBytes + name.Length];
        BinaryPrimitives.WriteInt64BigEndian(code, clock.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(code.AsSpan(TimeBytes, NonceBytes));
        name.CopyTo(code, TimeBytes + NonceBytes + MacBytes);
        Mac(key.Derive(Purpose), code).CopyTo(code, TimeBytes + NonceBytes);
        return Base64Url.EncodeToString(code);
    }

    /// <summary>Uses a code up.</summary>
    /// <returns>Its tenant; null if it is none of ours, too old, or was used before.</returns>
    public string? Redeem(string text)
    {
        if (text.Length > 1_000 || !Base64Url.IsValid(text))
            return null;
        var code = Base64Url.DecodeFromChars(text);
        if (code.Length <= TimeBytes + NonceBytes + MacBytes
            || !key.DeriveEach(Purpose).Any(secret => CryptographicOperations.FixedTimeEquals(Mac(secret, code), code.AsSpan(TimeBytes + NonceBytes, MacBytes))))
            return null;
        var (made, now) = (BinaryPrimitives.ReadInt64BigEndian(code), clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (made < _startedAt || made < now - s_lifetime.TotalMilliseconds)
            return null;
        foreach (var old in _used.Where(used => used.Value < now - s_lifetime.TotalMilliseconds))
            _used.TryRemove(old.Key, out _);
        return _used.TryAdd(Convert.ToHexString(code), made) ? Encoding.UTF8.GetString(code.AsSpan(TimeBytes + NonceBytes + MacBytes)) : null;
    }

    /// <summary>Of everything but itself (HMAC, RFC 2104, cut to half as its section 5 allows).</summary>
    private static byte[] Mac(byte[] secret, byte[] code)
    {
        byte[] rest = [.. code[..(TimeBytes + NonceBytes)], .. code[(TimeBytes + NonceBytes + MacBytes)..]];
        return HMACSHA256.HashData(secret, rest)[..MacBytes];
    }
}
