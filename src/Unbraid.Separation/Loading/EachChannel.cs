namespace Unbraid.Separation.Loading;

/// <summary>A network for one channel as a model for stereo: it runs on each channel, and once if both are the same.</summary>
internal sealed class EachChannel(ISeparationModel mono) : ISeparationModel
{
    private readonly float[] _output = new float[mono.Spec.Stems.Count * mono.Spec.SegmentFrames];

    public ModelSpec Spec { get; } = mono.Spec with { Channels = 2 };

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        var frames = mixture.Length / 2;
        var output = _output.AsSpan(0, Spec.Stems.Count * frames);
        for (var channel = 0; channel < 2; channel++)
        {
            if (channel == 0 || !mixture[..frames].SequenceEqual(mixture[frames..]))
                mono.Separate(mixture.Slice(channel * frames, frames), output, cancellationToken);
            for (var stem = 0; stem < Spec.Stems.Count; stem++)
                output.Slice(stem * frames, frames).CopyTo(stems.Slice(((2 * stem) + channel) * frames, frames));
        }
    }

    public void Dispose() => mono.Dispose();
}
