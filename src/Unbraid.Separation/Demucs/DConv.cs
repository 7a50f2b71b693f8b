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

    private readonly Engine _engine;
    private readonly SubLayer[] _layers;
    private readonly int _channels;
    private readonly int _hidden;
    private readonly bool _isRecurrent;

    public DConv(Engine engine, TensorSource weights, int channels, DConvShape shape)
    {
        (_engine, _channels) = (engine, channels);
        _hidden = (int)(channels / shape.Compression);
        _isRecurrent = shape.HasLstm || shape.HasAttention;
        _layers = [.. Enumerable.Range(0, shape.Depth).Select(d => new SubLayer(engine, weights.Scope($"layers.{d}."), channels, _hidden, 1 << d, shape))];
    }

    public void Require(LayerScratch scratch, FeatureMap map)
    {
        long rows = InParallel(map) ? _engine.Workers.Threads : 1;
        scratch.Require(rows * _hidden * map.Width, rows * 2 * _channels * map.Width);
        foreach (var layer in _layers)
        {
            layer.Lstm?.Require(scratch, map.Width);
            layer.Attention?.Require(scratch, map.Width);
        }
    }

    /// <summary>x = x + layer(x) for each sub-layer, in place.</summary>
    public void Run(Span<float> x, FeatureMap map, LayerScratch scratch)
    {
        if (InParallel(map))
        {
            RunRows(x, map, scratch);
            return;
        }

        var row = new FeatureMap(map.Channels, 1, map.Width, map.ChannelStride);
        for (var i = 0; i < map.Height; i++)
        {
            foreach (var layer in _layers)
            {
                layer.Run(x[(i * map.Width)..], row, scratch.Hidden, scratch.Expanded, scratch);
            }
        }
    }

    // A thread takes a row through all sub-layers while the row is in its cache.
    private unsafe void RunRows(Span<float> x, FeatureMap map, LayerScratch scratch)
    {
        fixed (float* start = x)
        {
            var body = new RowBody(this, start, map, scratch);
            _engine.Workers.For(map.Height, ref body);
        }
    }

    // A single row is left to the threads of each kernel, and so are rows whose layers keep room of their own.
    private bool InParallel(FeatureMap map) => map.Height > 1 && !_isRecurrent;

    private readonly unsafe struct RowBody(DConv owner, float* x, FeatureMap map, LayerScratch scratch) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var row = new FeatureMap(map.Channels, 1, map.Width, map.ChannelStride);
            var span = new Span<float>(x + ((long)index * map.Width), row.Span);
            var (hidden, expanded) = (owner._hidden * map.Width, 2 * owner._channels * map.Width);
            foreach (var layer in owner._layers)
            {
                layer.Run(span, row, scratch.Hidden.Slice(worker * hidden, hidden), scratch.Expanded.Slice(worker * expanded, expanded), scratch);
            }
        }
    }

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

        /// <summary>x = x + layer(x) for one row.</summary>
        public void Run(Span<float> x, FeatureMap map, Span<float> hidden, Span<float> expanded, LayerScratch scratch)
        {
            var hiddenMap = new FeatureMap(_hidden, 1, map.Width);
            var expandedMap = new FeatureMap(2 * _channels, 1, map.Width);
            hidden = hidden[..hiddenMap.Span];
            expanded = expanded[..expandedMap.Span];
            _narrow.Run(x, map, hidden, hiddenMap);
            _narrowNorm.RunRows(hidden, hiddenMap, default, hidden, hiddenMap);
            Lstm?.Run(hidden, map.Width, scratch);
            Attention?.Run(hidden, map.Width, scratch);
            _widen.Run(hidden, hiddenMap, expanded, expandedMap);
            _widenNorm.RunRows(expanded, expandedMap, x, x, map);
        }
    }
}
