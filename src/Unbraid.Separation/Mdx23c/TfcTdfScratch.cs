using Unbraid.Inference;

namespace Unbraid.Separation.Mdx23c;

/// <summary>All memory of a pass, taken once. What the encoder keeps for the decoder lies where the decoder wants it: behind what comes up to it.</summary>
internal sealed class TfcTdfScratch : IDisposable
{
    private readonly Arena _arena = new();
    private readonly TfcTdfConfig _config;
    private readonly int[] _scales;
    private readonly int _mixture, _inner, _other, _narrow;

    public TfcTdfScratch(Engine engine, TfcTdfConfig config)
    {
        _config = config;
        Spectrogram = new SubbandSpectrogram(engine, config);
        var outputs = config.Map(0, config.Sources.Count * config.Planes).Span;
        _scales = [.. Enumerable.Range(0, config.Scales + 1).Select(i => _arena.Reserve(
            $"scale {i}", Math.Max(config.Map(i, 2 * config.ChannelsAt(i)).Span, i == 0 ? outputs : 0)))];
        var largest = Enumerable.Range(0, config.Scales + 1).Max(i => config.Map(i, config.ChannelsAt(i)).Span);
        _mixture = _arena.Reserve("mixture", config.Map(0, config.Planes).Span);
        _inner = _arena.Reserve("inside of a block", Math.Max(Math.Max(largest, outputs), config.Map(0, config.Channels + config.Planes).Span));
        _other = _arena.Reserve("result of a block", largest);
        _narrow = _arena.Reserve("inside of a fully connected pair", largest / config.Bottleneck);
    }

    public SubbandSpectrogram Spectrogram { get; }

    /// <summary>The spectrum of the mixture.</summary>
    public Span<float> Mixture => _arena.Span(_mixture);

    /// <summary>What is inside of a block; at the end, what the last layers take.</summary>
    public Span<float> Inner => _arena.Span(_inner);

    /// <summary>What a block delivers that cannot deliver into its scale.</summary>
    public Span<float> Other => _arena.Span(_other);

    public Span<float> Narrow => _arena.Span(_narrow);

    /// <summary>The memory of a scale: twice its channels.</summary>
    public Span<float> Scale(int scale) => _arena.Span(_scales[scale]);

    /// <summary>The second half of it, where the encoder's result is kept.</summary>
    public Span<float> Skip(int scale)
    {
        var half = _config.Map(scale, _config.ChannelsAt(scale)).Span;
        return Scale(scale).Slice(half, half);
    }

    public void Dispose() => _arena.Dispose();
}
