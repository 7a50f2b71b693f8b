using System.Security.Cryptography;
using System.Text;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Security;

/// <summary>
/// The one secret of a data folder, made on first use and readable by its owner alone. Everything that signs derives its own key.
/// </summary>
internal sealed class SigningKey
{
    private const int Bytes = 32;
    private readonly byte[] _master;

    private SigningKey(byte[] master) => _master = master;

    /// <exception cref="ServiceException">The file cannot be read or made, or does not hold a key.</exception>
    public static SigningKey Open(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "signing.key");
        try
        {
            if (!File.Exists(file))
                Make(file);
            var master = Convert.FromBase64String(File.ReadAllText(file));
            return master.Length == Bytes ? new SigningKey(master) : throw new FormatException();
        }
        catch (FormatException e)
        {
            throw new ServiceException(
                $"The signing key {file} is damaged; put a copy back, or remove it to get a new one (tokens and links made before stop working).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException($"The signing key {file} cannot be read or made: {e.Message}", e);
        }
    }

    /// <summary>A key for one purpose; it tells nothing about the keys for others (HKDF, RFC 5869).</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, Bytes, info: Encoding.UTF8.GetBytes(purpose));

    private static void Make(string file)
    {
        DataFolder.Create(Path.GetDirectoryName(file)!);
        var draft = $"{file}.{Guid.NewGuid():N}";
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var stream = new FileStream(draft, create))
            {
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes))));
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was first, and its key counts.
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
