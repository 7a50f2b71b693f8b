using Unbraid.Inference;

namespace Unbraid.Separation.RoFormer;

/// <summary>All memory of a pass, taken once.</summary>
internal sealed class RoFormerScratch : IDisposable
{
    private readonly Arena _arena = new();
    private readonly int _mixture;
    private readonly int _stem;
    private readonly int _tokens;
    private readonly int _turned;
    private readonly int _blocks;
    private readonly int _room;

    public RoFormerScratch(Engine engine, RoFormerConfig config)
    {
        Spectrogram = new BandSpectrogram(engine, config);
        var tokens = checked(config.Bands.Count * config.Frames * config.Features);
        _mixture = _arena.Reserve("mixture", BandSpectrogram.Length(config));
        _stem = _arena.Reserve("stem", BandSpectrogram.Length(config));
        _tokens = _arena.Reserve("tokens", tokens);
        _turned = _arena.Reserve("tokens by frame", tokens);
        _blocks = _arena.Reserve("outputs of blocks", config.SkipsConnect ? tokens : 0);
        _room = _arena.Reserve("room", new[]
        {
            BandSplit.RoomFor(config), MaskEstimator.RoomFor(config), LinearTransformer.RoomFor(config),
            Transformer.RoomFor(config, config.Frames), Transformer.RoomFor(config, config.Bands.Count),
        }.Max());
    }

    public BandSpectrogram Spectrogram { get; }

    /// <summary>Spectrum of the mixture.</summary>
    public Span<float> Mixture => _arena.Span(_mixture);

    /// <summary>Spectrum of the stem at work.</summary>
    public Span<float> Stem => _arena.Span(_stem);

    /// <summary>[bands, frames, features]</summary>
    public Span<float> Tokens => _arena.Span(_tokens);

    /// <summary>[frames, bands, features]</summary>
    public Span<float> Turned => _arena.Span(_turned);

    /// <summary>What all blocks so far put out, added up; empty without skip connections.</summary>
    public Span<float> BlockSum => _arena.Span(_blocks);

    /// <summary>What a layer works in.</summary>
    public Span<float> Room => _arena.Span(_room);

    public void Dispose() => _arena.Dispose();
}
