using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Demucs;

/// <summary>
/// The residual branch of a layer (Défossez 2021, "Hybrid spectrogram and waveform source separation", section 3.2): dilated convolutions
/// along time in a narrower space, gated, scaled and added. On a spectrogram every frequency is a sequence of its own.
/// </summary>
internal sealed class DConv
{
    private const int KernelWidth = 3;
    private const int FloatsAtATime = 1 << 20;

    private readonly SubLayer[] _layers;
    private readonly int _channels;
    private readonly int _hidden;
    private readonly bool _rowByRow;

    public DConv(Engine engine, TensorSource weights, int channels, DConvShape shape)
    {
        _channels = channels;
        _hidden = (int)(channels / shape.Compression);
        _rowByRow = shape.HasLstm || shape.HasAttention;
        _layers = [.. Enumerable.Range(0, shape.Depth).Select(d => new SubLayer(engine, weights.Scope($"layers.{d}."), channels, _hidden, 1 << d, shape))];
    }

    public void Require(LayerScratch scratch, FeatureMap map)
    {
        long area = RowsAtATime(map) * map.Width;
        scratch.Require(_hidden * area, 2 * _channels * area);
        foreach (var layer in _layers)
        {
            layer.Lstm?.Require(scratch, map.Width);
            layer.Attention?.Require(scratch, map.Width);
        }
    }

    /// <summary>x = x + layer(x) for each sub-layer, in place.</summary>
    public void Run(Span<float> x, FeatureMap map, LayerScratch scratch)
    {
        var rows = RowsAtATime(map);
        for (var row = 0; row < map.Height; row += rows)
        {
            var band = new FeatureMap(map.Channels, Math.Min(rows, map.Height - row), map.Width, map.ChannelStride);
            foreach (var layer in _layers)
            {
                layer.Run(x[(row * map.Width)..], band, scratch);
            }
        }
    }

    private int RowsAtATime(FeatureMap map) =>
        _rowByRow ? 1 : Math.Clamp(FloatsAtATime / Math.Max(1, 2 * _channels * map.Width), 1, map.Height);

    private sealed class SubLayer
    {
        private readonly Convolution _narrow;
        private readonly GroupNorm _narrowNorm;
        private readonly Convolution _widen;
        private readonly GroupNorm _widenNorm;
        private readonly int _channels;
        private readonly int _hidden;

        public SubLayer(Engine engine, TensorSource w, int channels, int hidden, int dilation, DConvShape shape)
        {
            (_channels, _hidden) = (channels, hidden);
            var narrow = new ConvolutionShape(channels, hidden) { KernelWidth = KernelWidth, DilationWidth = dilation, PaddingLeft = dilation };
            _narrow = new Convolution(engine, narrow, w.Read("0.weight", hidden, channels, KernelWidth), w.Read("0.bias", hidden));
            _narrowNorm = new GroupNorm(engine, 1, w.Read("1.weight", hidden), w.Read("1.bias", hidden), Activation.Gelu);
            var next = 3;
            if (shape.HasLstm)
            {
                Lstm = new FramedLstm(engine, w.Scope($"{next++}."), hidden);
            }

            if (shape.HasAttention)
            {
                Attention = new LocalAttention(engine, w.Scope($"{next++}."), hidden);
            }

            _widen = new Convolution(
                engine, new ConvolutionShape(hidden, 2 * channels), w.Read($"{next}.weight", 2 * channels, hidden, 1), w.Read($"{next}.bias", 2 * channels));
            _widenNorm = new GroupNorm(
                engine, 1, w.Read($"{next + 1}.weight", 2 * channels), w.Read($"{next + 1}.bias", 2 * channels), Activation.Glu,
                w.Read($"{next + 3}.scale", channels));
        }

        public FramedLstm? Lstm { get; }

        public LocalAttention? Attention { get; }

        public void Run(Span<float> x, FeatureMap map, LayerScratch scratch)
        {
            var hiddenMap = new FeatureMap(_hidden, map.Height, map.Width);
            var expandedMap = new FeatureMap(2 * _channels, map.Height, map.Width);
            var hidden = scratch.Hidden[..hiddenMap.Span];
            var expanded = scratch.Expanded[..expandedMap.Span];
            _narrow.Run(x, map, hidden, hiddenMap);
            _narrowNorm.RunRows(hidden, hiddenMap, default, hidden, hiddenMap);
            Lstm?.Run(hidden, map.Width, scratch);
            Attention?.Run(hidden, map.Width, scratch);
            _widen.Run(hidden, hiddenMap, expanded, expandedMap);
            _widenNorm.RunRows(expanded, expandedMap, x, x, map);
        }
    }
}
