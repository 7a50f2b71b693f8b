using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.SCNet;

/// <summary>Down: each band is made sparser by a convolution over frequency of its own, then worked on along time; a 3x3 convolution joins the bands.</summary>
internal sealed class SparseDown
{
    private const int GlobalKernel = 3;

    private readonly Engine _engine;
    private readonly Level _level;
    private readonly Convolution[] _convolutions;
    private readonly ConvolutionModule[] _modules;
    private readonly Convolution _global;

    public SparseDown(Engine engine, TensorSource w, Level level, SCNetConfig config)
    {
        (_engine, _level) = (engine, level);
        _convolutions = [.. level.Bands.Select((b, i) => new Convolution(
            engine, new ConvolutionShape(level.Inputs, level.Outputs) { KernelHeight = b.Kernel, StrideHeight = b.Stride, PaddingTop = b.Padding },
            w.Read($"SDlayer.convs.{i}.weight", level.Outputs, level.Inputs, b.Kernel, 1), w.Read($"SDlayer.convs.{i}.bias", level.Outputs)))];
        _modules = [.. config.ConvolutionDepths.Select((depth, i) => new ConvolutionModule(engine, w.Scope($"conv_modules.{i}."), level.Outputs, depth, config))];
        _global = new Convolution(
            engine,
            new ConvolutionShape(level.Outputs, level.Outputs) { KernelHeight = GlobalKernel, KernelWidth = GlobalKernel, PaddingTop = 1, PaddingLeft = 1 },
            w.Read("globalconv.weight", level.Outputs, level.Outputs, GlobalKernel, GlobalKernel), w.Read("globalconv.bias", level.Outputs));
    }

    public int RoomFor(int frames) => Enumerable.Range(0, _modules.Length)
        .Max(i => _modules[i].RoomFor(new FeatureMap(_level.Outputs, _level.Bands[i].SparseLength, frames)));

    /// <summary>Runs the level.</summary>
    /// <param name="x">[inputs, frequencies, frames]</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="skip">Destination of what the decoder needs: [outputs, sparse frequencies, frames].</param>
    /// <param name="y">Destination of the same shape; may be the source.</param>
    /// <param name="room">At least <see cref="RoomFor"/>.</param>
    public void Run(ReadOnlySpan<float> x, int frames, Span<float> skip, Span<float> y, Span<float> room)
    {
        var whole = _level.SparseMap(_level.Outputs, frames);
        for (var i = 0; i < _level.Bands.Count; i++)
        {
            var band = _level.Bands[i];
            var source = new FeatureMap(_level.Inputs, band.Length, frames, _level.Frequencies * frames);
            var target = new FeatureMap(_level.Outputs, band.SparseLength, frames, whole.ChannelStride);
            var part = skip[(band.SparseStart * frames)..];
            _convolutions[i].Run(x[(band.Start * frames)..], source, part, target);
            _modules[i].Run(part, target, room);
        }

        Elementwise.Apply(_engine, Activation.Gelu, skip[..whole.Span], skip[..whole.Span]);
        _global.Run(skip, whole, y, whole);
    }
}

/// <summary>Up: add the skip, a gated 3x3 convolution, then for each band a transposed convolution over frequency of its own.</summary>
internal sealed class SparseUp
{
    private const int Kernel = 3;

    private readonly Engine _engine;
    private readonly Level _level;
    private readonly int _outputs;
    private readonly Convolution _fusion;
    private readonly TransposedConvolution[] _convolutions;

    public SparseUp(Engine engine, TensorSource w, Level level, int outputs)
    {
        (_engine, _level, _outputs) = (engine, level, outputs);
        var channels = level.Outputs;
        _fusion = new Convolution(
            engine, new ConvolutionShape(channels, 2 * channels) { KernelHeight = Kernel, KernelWidth = Kernel, PaddingTop = 1, PaddingLeft = 1 },
            Folded(w.Read("0.conv.weight", 2 * channels, 2 * channels, Kernel, Kernel), channels), w.Read("0.conv.bias", 2 * channels), Activation.Glu);
        _convolutions = [.. level.Bands.Select((b, i) => new TransposedConvolution(
            engine, new ConvolutionShape(channels, outputs) { KernelHeight = b.Kernel, StrideHeight = b.Stride, PaddingTop = b.Trim },
            w.Read($"1.convtrs.{i}.weight", channels, outputs, b.Kernel, 1), w.Read($"1.convtrs.{i}.bias", outputs)))];
    }

    /// <summary>Runs the level.</summary>
    /// <param name="x">[channels, sparse frequencies, frames]</param>
    /// <param name="skip">What the encoder delivered; is overwritten.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="work">Room of that size.</param>
    /// <param name="y">Destination, [outputs, frequencies, frames]; may be the source.</param>
    public void Run(ReadOnlySpan<float> x, Span<float> skip, int frames, Span<float> work, Span<float> y)
    {
        var whole = _level.SparseMap(_level.Outputs, frames);
        Elementwise.Add(_engine, x[..whole.Span], skip[..whole.Span], skip[..whole.Span]);
        _fusion.Run(skip, whole, work, whole);
        for (var i = 0; i < _level.Bands.Count; i++)
        {
            var band = _level.Bands[i];
            var source = new FeatureMap(_level.Outputs, band.SparseLength, frames, whole.ChannelStride);
            var target = new FeatureMap(_outputs, band.Length, frames, _level.Frequencies * frames);
            _convolutions[i].Run(work[(band.SparseStart * frames)..], source, y[(band.Start * frames)..], target);
        }
    }

    // The original repeats its input along the channels; both halves of the kernel see the same, so their sum does half the work.
    private static float[] Folded(float[] weights, int channels)
    {
        const int Area = Kernel * Kernel;
        var half = channels * Area;
        var folded = new float[weights.Length / 2];
        for (var i = 0; i < folded.Length; i++)
        {
            var at = (i / half * 2 * half) + (i % half);
            folded[i] = weights[at] + weights[at + half];
        }

        return folded;
    }
}
