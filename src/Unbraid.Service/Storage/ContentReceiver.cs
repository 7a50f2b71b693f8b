using System.Security.Cryptography;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Storage;

/// <summary>
/// Streams content into a scratch file, counting and hashing on the way, and stores it under its hash. What is not stored goes.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="limit">The most bytes that are taken.</param>
/// <param name="setting">The property of the settings that says so.</param>
/// <param name="claim">Counts it for its tenant; null where that is not to stop it.</param>
internal sealed class ContentReceiver(ObjectStore objects, long limit, string setting, StorageQuota.Claim? claim = null) : IDisposable
{
    private readonly string _scratch = objects.NewScratchPath();
    private StoredContent? _stored;

    /// <summary>The most bytes that are taken.</summary>
    public long Limit => limit;

    /// <summary>SHA-256 of what came, lower-case hex.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Where the content lies until it is stored.</summary>
    public string Path => _scratch;

    /// <exception cref="Refusal">413, more than the limit.</exception>
    public async Task ReceiveAsync(Stream source, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(_scratch, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: false);
        await objects.ReceiveAsync(source, file, limit, TooLarge, claim, hash, cancellationToken);
        file.Flush(flushToDisk: true);
        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Store() => _stored = StoredContent.Store(objects, _scratch, Hash);

    /// <summary>As <see cref="StoredContent.TakeBack"/>.</summary>
    public void TakeBack() => _stored?.TakeBack();

    public Refusal TooLarge() => TooLarge(limit, setting);

    /// <summary>The refusal of content that is larger than a setting allows.</summary>
    public static Refusal TooLarge(long limit, string setting) => new(
        StatusCodes.Status413PayloadTooLarge, $"The file is larger than {limit:N0} bytes, the most allowed {Setting.Limit(setting)}.");

    public void Dispose() => ObjectStore.Discard(_scratch);
}
