namespace Unbraid.Audio;

/// <summary>Writes one sound file. The file appears under its final name only when it is complete.</summary>
/// <remarks>Disposing a writer that was not completed deletes what it wrote.</remarks>
public sealed class AudioWriter : IAsyncDisposable
{
    /// <summary>Begins a file; an existing file of that name is replaced on completion.</summary>
    /// <param name="path">Final path; its folder must exist.</param>
    /// <param name="format">Rate and channels of the samples to come.</param>
    /// <param name="encoding">File format and sample type.</param>
    /// <param name="tags">Tags to write, if any.</param>
    /// <param name="ditherSeed">Seed of the TPDF dither of 16-bit files, so that the same input gives the same bytes.</param>
    public static AudioWriter Create(string path, AudioFormat format, AudioEncoding encoding, AudioTags? tags = null, int ditherSeed = 0) =>
        throw new NotSupportedException();

    /// <summary>Appends frames of float samples; full scale is ±1, more is clipped in integer files.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<float> interleaved, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Appends frames already quantised to the integer sample type of a lossless file, written as they are.</summary>
    public ValueTask WriteQuantizedAsync(ReadOnlyMemory<int> interleaved, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Finishes the file and gives it its final name.</summary>
    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
