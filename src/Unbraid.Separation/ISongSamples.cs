namespace Unbraid.Separation;

/// <summary>Interleaved samples that can be read at any position.</summary>
internal interface ISongSamples : IDisposable
{
    /// <summary>Number of floats.</summary>
    long Length { get; }

    /// <summary>Reads floats from index <paramref name="start"/> on; all of <paramref name="destination"/> must lie within <see cref="Length"/>.</summary>
    void Read(long start, Span<float> destination);
}
