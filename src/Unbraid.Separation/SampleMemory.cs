using System.Numerics.Tensors;
using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Samples that the caller holds, one run of memory for each of one or two channels.</summary>
internal sealed class SampleMemory(IReadOnlyList<ReadOnlyMemory<float>> channels) : ISongSamples
{
    /// <exception cref="ArgumentException">As <see cref="Song.FromSamples"/>.</exception>
    public static void Check(IReadOnlyList<ReadOnlyMemory<float>> channels, int sampleRate)
    {
        if (sampleRate is < 8_000 or > 192_000)
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "Give 8,000 to 192,000 Hz.");
        if (channels.Count is not (1 or 2))
            throw new ArgumentException($"There are {channels.Count} channels: give 1 or 2.", nameof(channels));
        if (channels[0].IsEmpty || channels.Any(channel => channel.Length != channels[0].Length))
            throw new ArgumentException("Channels are empty, or their lengths differ.", nameof(channels));
        if (channels.Any(channel => !float.IsFinite(TensorPrimitives.MaxMagnitude(channel.Span))))
            throw new ArgumentException("A sample is no finite number.", nameof(channels));
    }

    public long Length => (long)channels[0].Length * channels.Count;

    public void Read(long start, Span<float> destination)
    {
        var (frame, frames) = ((int)(start / channels.Count), destination.Length / channels.Count);
        if (channels.Count == 1)
            channels[0].Span.Slice(frame, frames).CopyTo(destination);
        else
            Interleaving.Join(channels[0].Span.Slice(frame, frames), channels[1].Span.Slice(frame, frames), destination);
    }

    public void Dispose()
    {
    }
}
