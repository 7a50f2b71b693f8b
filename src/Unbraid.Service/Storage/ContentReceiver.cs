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
    private DateTimeOffset? _newSince;

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
        var buffer = new byte[81_920];
        var total = 0L;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total > limit)
                throw TooLarge();
            claim?.Add(read);
            objects.Receive(read);
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        file.Flush(flushToDisk: true);
        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Store()
    {
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(_scratch));
        if (objects.PublishFile(_scratch, AudioRow.KeyOf(Hash)))
            _newSince = written;
    }

    /// <summary>Removes what was stored if nobody had it before, and nobody has stored the same since.</summary>
    public void TakeBack()
    {
        if (_newSince is { } written)
            objects.Delete(AudioRow.KeyOf(Hash), written.AddTicks(1));
    }

    public Refusal TooLarge() => TooLarge(limit, setting);

    /// <summary>The refusal of content that is larger than a setting allows.</summary>
    public static Refusal TooLarge(long limit, string setting) => new(
        StatusCodes.Status413PayloadTooLarge, $"The file is larger than {limit:N0} bytes, the most allowed {Setting.Limit(setting)}.");

    public void Dispose() => ObjectStore.Discard(_scratch);
}
