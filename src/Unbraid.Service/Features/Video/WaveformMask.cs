using Unbraid.Audio;

namespace Unbraid.Service.Features.Video;

/// <summary>A song's waveform as bars, lit as far as it has been played, with a head where it is.</summary>
internal sealed class WaveformMask : IMovingMask
{
    public const int Width = 1552, Height = 200;

    private const int Pitch = 8, BarWidth = 5, Count = Width / Pitch;

    private const float HeadWidth = 4;

    private readonly byte[] _whole = new byte[Width * Height];

    private WaveformMask(IReadOnlyList<WaveformBucket> buckets)
    {
        float peak = Math.Max(buckets.Max(Peak), 1e-3f), rms = Math.Max(buckets.Max(bucket => bucket.Rms), 1e-3f);
        Bars = [.. buckets.Select((bucket, i) =>
        {
            float size = BarWidth + ((Height - BarWidth) * ((0.4f * Peak(bucket) / peak) + (0.6f * bucket.Rms / rms)));
            return new RoundedBox((i * Pitch) + 1, (Height - size) / 2, BarWidth, size, BarWidth / 2f);
        })];
        foreach (var bar in Bars)
            Draw(bar, _whole);
    }

    /// <summary>Within the moving part.</summary>
    public IReadOnlyList<RoundedBox> Bars { get; }

    /// <summary>Reads the whole sound.</summary>
    /// <exception cref="AudioException">It cannot be decoded.</exception>
    public static async Task<WaveformMask> ReadAsync(string path, long frames, CancellationToken cancellationToken)
    {
        await using var reader = await AudioReader.OpenAsync(path, cancellationToken: cancellationToken);
        var peaks = WaveformPeaks.OfCount(Count, frames, reader.Format.Channels);
        var block = new float[16_384 * reader.Format.Channels];
        while (await reader.ReadAsync(block, cancellationToken) is var count and > 0)
            peaks.Add(block.AsSpan(0, count * reader.Format.Channels));
        return new(peaks.Complete());
    }

    public ValueTask DrawAsync(double share, byte[] mask, CancellationToken cancellationToken)
    {
        float head = (float)(share * (Width - HeadWidth));
        int played = (int)head;
        for (int y = 0; y < Height; y++)
        {
            var row = mask.AsSpan(y * Width, Width);
            _whole.AsSpan(y * Width, played).CopyTo(row);
            row[played..].Clear();
        }

        Draw(new(head, 0, HeadWidth, Height, HeadWidth / 2), mask);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static float Peak(WaveformBucket bucket) => Math.Max(-bucket.Min, bucket.Max);

    private static void Draw(RoundedBox box, byte[] mask)
    {
        int right = Math.Min(Width, (int)MathF.Ceiling(box.X + box.Width)), bottom = Math.Min(Height, (int)MathF.Ceiling(box.Y + box.Height));
        for (int y = Math.Max(0, (int)box.Y); y < bottom; y++)
        {
            for (int x = Math.Max(0, (int)box.X); x < right; x++)
                mask[(y * Width) + x] = Math.Max(mask[(y * Width) + x], (byte)(255 * box.Coverage(x, y)));
        }
    }
}
