namespace Unbraid.Audio;

/// <summary>How to decode.</summary>
public sealed record AudioReaderOptions
{
    /// <summary>Number of channels to deliver; more channels in the file are mixed down, mono is copied. Default: as in the file.</summary>
    public int? Channels { get; init; }

    /// <summary>Longest sound to accept, counted while decoding (headers may lie). Default: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }
}

/// <summary>Decodes a file of any format as a stream of float samples. Memory does not depend on the length.</summary>
public sealed class AudioReader : IAsyncDisposable
{
    /// <summary>What the file says about itself.</summary>
    public AudioInfo Info => throw new NotSupportedException();

    /// <summary>Format of the samples that <see cref="ReadAsync"/> delivers.</summary>
    public AudioFormat Format => throw new NotSupportedException();

    /// <summary>Samples that were NaN or infinite so far and were delivered as zero.</summary>
    public long CleanedSamples => throw new NotSupportedException();

    /// <summary>Opens a file.</summary>
    /// <exception cref="AudioException">The file is missing, empty, a folder, or has no sound.</exception>
    public static Task<AudioReader> OpenAsync(string path, AudioReaderOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Reads up to <c>interleaved.Length / channels</c> frames; full scale is ±1. Returns frames read, 0 at the end only.</summary>
    /// <exception cref="AudioException">The sound cannot be decoded or is longer than allowed.</exception>
    public ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

/// <summary>Asks a file what it holds, without decoding it.</summary>
public static class AudioProbe
{
    /// <exception cref="AudioException">The file is missing, empty, a folder, or has no sound.</exception>
    public static Task<AudioInfo> ReadAsync(string path, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
