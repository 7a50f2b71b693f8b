using System.Security.Cryptography;
using System.Text;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Security;

/// <summary>
/// The secrets of a set-up, in a text that nobody else can read, made on first use: the newest signs, and what the older ones signed still
/// counts. Everything that signs derives its own key. A change of the text counts at once.
/// </summary>
internal sealed class SigningKey
{
    private const int Bytes = 32;
    private readonly WatchedText<List<byte[]>> _secrets;

    private SigningKey(IGuardedText text) => _secrets = new(text, Parse);

    /// <summary>How many secrets there are, the newest among them.</summary>
    public int Count => _secrets.Value.Count;

    /// <summary>The key of a set-up.</summary>
    /// <exception cref="ServiceException">It cannot be read or made, or is none.</exception>
    public static SigningKey Open(ServiceSettings settings) => Open(SecretTexts.Of(settings).Keys);

    /// <summary>The key in a text; made where there is none.</summary>
    /// <exception cref="ServiceException">It cannot be read or made, or is none.</exception>
    public static SigningKey Open(IGuardedText text)
    {
        Guarded(text, () =>
        {
            if (text.Read() is null)
                Change(text, lines => lines.Count == 0 ? [NewLine()] : lines);
            return 0;
        });
        return Guarded(text, () => new SigningKey(text));
    }

    /// <summary>Adds a new secret, with which everything is signed from now on.</summary>
    /// <exception cref="ServiceException">As <see cref="Open(IGuardedText)"/>.</exception>
    public static void Rotate(IGuardedText text)
    {
        Open(text);
        Guarded(text, () => Change(text, lines => [NewLine(), .. lines]));
    }

    /// <summary>Ends all secrets but the newest, and with them the tokens and links that they signed.</summary>
    /// <exception cref="ServiceException">As <see cref="Open(IGuardedText)"/>.</exception>
    public static void RetireOld(IGuardedText text)
    {
        Open(text);
        Guarded(text, () => Change(text, lines => [lines[0]]));
    }

    /// <summary>A key for one purpose, of the newest secret; it tells nothing about the keys for others (HKDF, RFC 5869).</summary>
    public byte[] Derive(string purpose) => Derive(_secrets.Value[0], purpose);

    /// <summary>The same of every secret, the newest first.</summary>
    public IEnumerable<byte[]> DeriveEach(string purpose) => _secrets.Value.Select(master => Derive(master, purpose));

    private static byte[] Derive(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Bytes, info: Encoding.UTF8.GetBytes(purpose));

    private static string NewLine() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    private static List<byte[]> Parse(string? text)
    {
        var secrets = Lines(text).Select(Convert.FromBase64String).ToList();
        return secrets.Count > 0 && secrets.TrueForAll(secret => secret.Length == Bytes) ? secrets : throw new FormatException();
    }

    private static string[] Lines(string? text) => text?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static int Change(IGuardedText place, Func<IReadOnlyList<string>, IReadOnlyList<string>> change)
    {
        place.Change(text => string.Join('\n', change(Lines(text))));
        return 0;
    }

    private static T Guarded<T>(IGuardedText text, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FormatException e)
        {
            throw new ServiceException(
                $"The signing key {text.Place} is damaged; put a copy back, or remove it to get a new one (tokens and links made before stop working).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException($"The signing key {text.Place} cannot be read or made: {e.Message}", e);
        }
    }
}
