using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.SCNet;

/// <summary>Residual convolutions along time, every frequency a sequence of its own: normalise, gated convolution, depthwise convolution, normalise, widen.</summary>
internal sealed class ConvolutionModule
{
    private readonly Engine _engine;
    private readonly SubLayer[] _layers;
    private readonly int _channels;
    private readonly int _hidden;

    public ConvolutionModule(Engine engine, TensorSource w, int channels, int depth, SCNetConfig config)
    {
        (_engine, _channels, _hidden) = (engine, channels, channels / config.Compression);
        _layers = [.. Enumerable.Range(0, depth).Select(i => new SubLayer(engine, w.Scope($"layers.{i}."), channels, _hidden, config.ConvolutionKernel))];
    }

    /// <summary>Floats of room that a band of this shape needs.</summary>
    public int RoomFor(FeatureMap map) => checked(_engine.Workers.Threads * RowRoom(map));

    /// <summary>x = x + layer(x) for each sub-layer, in place. A thread takes a row through all of them while the row is in its cache.</summary>
    public unsafe void Run(Span<float> x, FeatureMap map, Span<float> room)
    {
        fixed (float* start = x, free = room)
        {
            var body = new RowBody(this, start, map, free);
            _engine.Workers.For(map.Height, ref body);
        }
    }

    private int RowRoom(FeatureMap map) => (_channels + (2 * _hidden)) * map.Width;

    private readonly unsafe struct RowBody(ConvolutionModule owner, float* x, FeatureMap map, float* room) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var row = new FeatureMap(map.Channels, 1, map.Width, map.ChannelStride);
            var span = new Span<float>(x + ((long)index * map.Width), row.Span);
            var own = new Span<float>(room + ((long)worker * owner.RowRoom(map)), owner.RowRoom(map));
            foreach (var layer in owner._layers)
            {
                layer.Run(span, row, own);
            }
        }
    }

    private sealed class SubLayer
    {
        private readonly GroupNorm _norm;
        private readonly Convolution _gated;
        private readonly Convolution _depthwise;
        private readonly GroupNorm _hiddenNorm;
        private readonly Convolution _widen;
        private readonly int _hidden;

        public SubLayer(Engine engine, TensorSource w, int channels, int hidden, int kernel)
        {
            _hidden = hidden;
            _norm = new GroupNorm(engine, 1, w.Read("0.weight", channels), w.Read("0.bias", channels));
            _gated = new Convolution(
                engine, new ConvolutionShape(channels, 2 * hidden) { KernelWidth = kernel, PaddingLeft = kernel / 2 },
                w.Read("1.weight", 2 * hidden, channels, kernel), w.Read("1.bias", 2 * hidden), Activation.Glu);
            _depthwise = new Convolution(
                engine, new ConvolutionShape(hidden, hidden) { KernelWidth = kernel, PaddingLeft = kernel / 2, Groups = hidden },
                w.Read("3.weight", hidden, 1, kernel), w.Read("3.bias", hidden));
            _hiddenNorm = new GroupNorm(engine, 1, w.Read("4.weight", hidden), w.Read("4.bias", hidden), Activation.Swish);
            _widen = new Convolution(engine, new ConvolutionShape(hidden, channels), w.Read("6.weight", channels, hidden, 1), w.Read("6.bias", channels));
        }

        public void Run(Span<float> x, FeatureMap map, Span<float> room)
        {
            var whole = new FeatureMap(map.Channels, map.Height, map.Width);
            var narrow = new FeatureMap(_hidden, map.Height, map.Width);
            var normed = room[..whole.Span];
            var gated = room.Slice(whole.Span, narrow.Span);
            var filtered = room.Slice(whole.Span + narrow.Span, narrow.Span);
            _norm.RunRows(x, map, default, normed, whole);
            _gated.Run(normed, whole, gated, narrow);
            _depthwise.Run(gated, narrow, filtered, narrow);
            _hiddenNorm.RunRows(filtered, narrow, default, filtered, narrow);
            _widen.Run(filtered, narrow, x, x, map);
        }
    }
}
