using Unbraid.Inference;

namespace Unbraid.Separation.SCNet;

/// <summary>All memory of a pass, taken once.</summary>
internal sealed class SCNetScratch : IDisposable
{
    private readonly Arena _arena = new();
    private readonly int[] _skips;
    private readonly int _x;
    private readonly int _work;
    private readonly int _tokens;
    private readonly int _other;
    private readonly int _mixture;
    private readonly int _masked;
    private readonly int _room;

    public SCNetScratch(Engine engine, SCNetConfig config, SCNetWeights weights)
    {
        Spectrogram = new SparseSpectrogram(engine, config, _arena);
        var frames = Spectrogram.Frames;
        var levels = weights.Levels;
        _skips = [.. levels.Select((l, i) => _arena.Reserve($"skip {i}", l.SparseMap(l.Outputs, frames).Span))];
        var inner = weights.Separation.TokensFor(levels[^1].SparseFrequencies);

        // While the dual-path layers run, the room of the decoder is free: it holds the states of their LSTMs.
        var x = Math.Max(
            levels[0].Map(levels[0].Inputs * config.Sources.Count, frames).Span,
            Math.Max(levels.Max(l => Math.Max(l.Map(l.Inputs, frames).Span, l.SparseMap(l.Outputs, frames).Span)), 2 * config.Expansion * inner));
        var work = Math.Max(levels.Max(l => l.SparseMap(l.Outputs, frames).Span), weights.Encoder.Max(e => e.RoomFor(frames)));
        _x = _arena.Reserve("signal", x);
        _work = _arena.Reserve("work", work);
        _tokens = _arena.Reserve("tokens", inner);
        _other = _arena.Reserve("other tokens", inner);
        if (weights.Masks is not null)
        {
            _mixture = _arena.Reserve("mixture", levels[0].Map(4, frames).Span);
            _masked = _arena.Reserve("masked mixture", levels[0].Map(4 * config.Sources.Count, frames).Span);
            _room = _arena.Reserve("masks", ComplexMasks.RoomFor(frames));
        }
    }

    public SparseSpectrogram Spectrogram { get; }

    /// <summary>What goes from layer to layer, and between encoder and decoder the states of LSTMs.</summary>
    public Span<float> X => _arena.Span(_x);

    /// <summary>What a layer works on.</summary>
    public Span<float> Work => _arena.Span(_work);

    public Span<float> Tokens => _arena.Span(_tokens);

    public Span<float> OtherTokens => _arena.Span(_other);

    /// <summary>The spectrum of the mixture, if it is masked.</summary>
    public Span<float> Mixture => _arena.Span(_mixture);

    /// <summary>The spectra of the stems, if they are the masked mixture.</summary>
    public Span<float> Masked => _arena.Span(_masked);

    /// <summary>What the masks are made in.</summary>
    public Span<float> MaskRoom => _arena.Span(_room);

    /// <summary>What the encoder delivered at that level.</summary>
    public Span<float> Skip(int level) => _arena.Span(_skips[level]);

    public void Dispose() => _arena.Dispose();
}
