using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.HTDemucs;

/// <summary>
/// The transformer between encoder and decoder: layers that attend within a branch take turns with layers that attend to the other branch.
/// Tokens are [frequencies, frames, channels] for the spectrogram and [frames, channels] for the waveform.
/// </summary>
internal sealed class CrossTransformer
{
    private readonly Engine _engine;
    private readonly TransformerConfig _config;
    private readonly Branch _spectral;
    private readonly Branch _time;

    /// <param name="engine">What it runs on.</param>
    /// <param name="w">Weights of the whole network.</param>
    /// <param name="config">Shape.</param>
    /// <param name="innerChannels">Channels of the innermost layer.</param>
    /// <param name="changesChannels">Whether linear layers before and after change the number of channels.</param>
    public CrossTransformer(Engine engine, TensorSource w, TransformerConfig config, int innerChannels, bool changesChannels)
    {
        (_engine, _config) = (engine, config);
        _spectral = new Branch(engine, w, config, "", innerChannels, changesChannels);
        _time = new Branch(engine, w, config, "_t", innerChannels, changesChannels);
    }

    /// <summary>Runs the transformer in place.</summary>
    /// <param name="spectral">[inner channels, frequencies, frames]</param>
    /// <param name="map">Its shape.</param>
    /// <param name="time">[inner channels, frames]</param>
    /// <param name="timeMap">Its shape.</param>
    /// <param name="scratch">Tokens and room.</param>
    /// <param name="probe">Sees the stages; may be null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    public void Run(
        Span<float> spectral, FeatureMap map, Span<float> time, FeatureMap timeMap, TransformerScratch scratch, StageProbe? probe,
        CancellationToken cancellationToken)
    {
        var (tokens, timeTokens) = (map.Area, timeMap.Area);
        var x = scratch.Spectral;
        var xt = scratch.Time;
        var old = scratch.Previous;
        _spectral.Enter(_engine, spectral, map, x, scratch.Room);
        probe?.Invoke("channel_upsampler", x);
        _time.Enter(_engine, time, timeMap, xt, scratch.Room);
        probe?.Invoke("channel_upsampler_t", xt);
        _spectral.Embed(_engine, x, tokens, scratch.SpectralPositions);
        _time.Embed(_engine, xt, timeTokens, scratch.TimePositions);
        for (var layer = 0; layer < _config.Layers; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            x.CopyTo(old);
            _spectral.Layers[layer].Run(x, tokens, xt, timeTokens, scratch.Room);
            _time.Layers[layer].Run(xt, timeTokens, old, tokens, scratch.Room);
        }

        probe?.Invoke("crosstransformer.0", x);
        probe?.Invoke("crosstransformer.1", xt);
        _spectral.Leave(_engine, x, spectral, map, scratch.Room);
        probe?.Invoke("channel_downsampler", spectral[..map.Span]);
        _time.Leave(_engine, xt, time, timeMap, scratch.Room);
        probe?.Invoke("channel_downsampler_t", time[..timeMap.Span]);
    }

    private sealed class Branch
    {
        private readonly Linear? _up;
        private readonly Linear? _down;
        private readonly LayerNorm _norm;

        public Branch(Engine engine, TensorSource w, TransformerConfig config, string suffix, int inner, bool changesChannels)
        {
            var channels = config.Channels;
            if (changesChannels)
            {
                _up = new Linear(engine, inner, channels, w.Read($"channel_upsampler{suffix}.weight", channels, inner, 1), w.Read($"channel_upsampler{suffix}.bias", channels));
                _down = new Linear(engine, channels, inner, w.Read($"channel_downsampler{suffix}.weight", inner, channels, 1), w.Read($"channel_downsampler{suffix}.bias", inner));
            }

            var own = w.Scope("crosstransformer.");
            _norm = new LayerNorm(engine, own.Read($"norm_in{suffix}.weight", channels), own.Read($"norm_in{suffix}.bias", channels));
            Layers = [.. Enumerable.Range(0, config.Layers).Select(
                i => new TransformerLayer(engine, own.Scope($"layers{suffix}.{i}."), config, isCross: i % 2 == 1 ^ config.CrossFirst))];
        }

        public TransformerLayer[] Layers { get; }

        public void Enter(Engine engine, ReadOnlySpan<float> source, FeatureMap map, Span<float> tokens, Span<float> room)
        {
            if (_up is null)
            {
                Elementwise.Transpose(engine, source, map.Channels, map.Area, tokens);
                return;
            }

            Elementwise.Transpose(engine, source, map.Channels, map.Area, room);
            _up.Run(room, map.Area, tokens);
        }

        public void Embed(Engine engine, Span<float> tokens, int count, ReadOnlySpan<float> positions)
        {
            _norm.Run(tokens, count, tokens);
            Elementwise.Add(engine, tokens, positions, tokens);
        }

        public void Leave(Engine engine, ReadOnlySpan<float> tokens, Span<float> target, FeatureMap map, Span<float> room)
        {
            if (_down is null)
            {
                Elementwise.Transpose(engine, tokens, map.Area, map.Channels, target);
                return;
            }

            _down.Run(tokens, map.Area, room);
            Elementwise.Transpose(engine, room, map.Area, map.Channels, target);
        }
    }
}

/// <summary>Tokens of both branches, their positions, and room for one layer.</summary>
internal sealed class TransformerScratch
{
    private readonly Arena _arena;
    private readonly int _spectral;
    private readonly int _time;
    private readonly int _previous;
    private readonly int _room;
    private readonly float[] _spectralPositions;
    private readonly float[] _timePositions;

    public TransformerScratch(Arena arena, TransformerConfig config, FeatureMap spectral, FeatureMap time)
    {
        _arena = arena;
        _spectral = arena.Reserve("tokens", config.Channels * spectral.Area);
        _time = arena.Reserve("time tokens", config.Channels * time.Area);
        _previous = arena.Reserve("previous tokens", config.Channels * spectral.Area);
        var room = Math.Max(TransformerLayer.RoomFor(config, spectral.Area, time.Area), TransformerLayer.RoomFor(config, time.Area, spectral.Area));
        _room = arena.Reserve("transformer layer", Math.Max(room, Math.Max(spectral.Span, time.Span)));
        _spectralPositions = PositionEmbedding.TwoDimensional(spectral.Height, spectral.Width, config);
        _timePositions = PositionEmbedding.OneDimensional(time.Width, config);
    }

    public Span<float> Spectral => _arena.Span(_spectral);

    public Span<float> Time => _arena.Span(_time);

    public Span<float> Previous => _arena.Span(_previous);

    public Span<float> Room => _arena.Span(_room);

    public ReadOnlySpan<float> SpectralPositions => _spectralPositions;

    public ReadOnlySpan<float> TimePositions => _timePositions;
}
