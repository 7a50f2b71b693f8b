using Unbraid.Audio;

namespace Unbraid.Video.Sound;

/// <summary>A song's waveform as so many bars.</summary>
internal static class WaveformBars
{
    /// <summary>What is softer than this looks soft, however soft the whole song is.</summary>
    private const float Softest = 1e-3f;

    /// <summary>Reads the whole sound.</summary>
    /// <param name="path">Any sound file.</param>
    /// <param name="count">How many bars.</param>
    /// <param name="frames">Samples of each channel in all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The heights of the bars, 0 to 1.</returns>
    /// <exception cref="AudioException">It cannot be decoded.</exception>
    public static async Task<IReadOnlyList<float>> ReadAsync(string path, int count, long frames, CancellationToken cancellationToken)
    {
        await using var reader = await AudioReader.OpenAsync(path, cancellationToken: cancellationToken);
        var peaks = WaveformPeaks.OfCount(count, frames, reader.Format.Channels);
        var block = new float[16_384 * reader.Format.Channels];
        while (await reader.ReadAsync(block, cancellationToken) is var read and > 0)
            peaks.Add(block.AsSpan(0, read * reader.Format.Channels));
        return Heights(peaks.Complete());
    }

    private static float[] Heights(IReadOnlyList<WaveformBucket> buckets)
    {
        float peak = Math.Max(buckets.Max(Peak), Softest), rms = Math.Max(buckets.Max(bucket => bucket.Rms), Softest);
        return [.. buckets.Select(bucket => (0.4f * Peak(bucket) / peak) + (0.6f * bucket.Rms / rms))];
    }

    private static float Peak(WaveformBucket bucket) => Math.Max(-bucket.Min, bucket.Max);
}
