using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Demucs;

/// <summary>A layer of the encoder: strided convolution, GELU, residual branch, gated 1x1 convolution.</summary>
internal sealed class EncoderLayer
{
    private readonly Engine _engine;
    private readonly LayerShape _shape;
    private readonly Convolution _convolution;
    private readonly GroupNorm? _norm;
    private readonly DConv? _dconv;
    private readonly Convolution? _rewrite;
    private readonly GroupNorm? _rewriteNorm;
    private readonly bool _joins;

    /// <param name="engine">What it runs on.</param>
    /// <param name="w">Weights of the layer.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="hasDConv">Whether it has a residual branch.</param>
    /// <param name="joins">Whether the other branch is added after the convolution.</param>
    public EncoderLayer(Engine engine, TensorSource w, LayerShape shape, bool hasDConv, bool joins)
    {
        (_engine, _shape, _joins) = (engine, shape, joins);
        var (channels, norm) = (shape.Outputs, shape.NormGroups > 0);
        var fused = !norm && !joins && !shape.IsEmpty ? Activation.Gelu : Activation.None;
        _convolution = new Convolution(
            engine, shape.Convolution(shape.Inputs, channels), w.Read("conv.weight", shape.KernelShape(channels, shape.Inputs)), w.Read("conv.bias", channels), fused);
        if (shape.IsEmpty)
        {
            return;
        }

        var pointwise = shape.OverFrequency ? new[] { 2 * channels, channels, 1, 1 } : [2 * channels, channels, 1];
        _rewrite = new Convolution(
            engine, new ConvolutionShape(channels, 2 * channels), w.Read("rewrite.weight", pointwise), w.Read("rewrite.bias", 2 * channels),
            norm ? Activation.None : Activation.Glu);
        if (norm)
        {
            _norm = new GroupNorm(engine, shape.NormGroups, w.Read("norm1.weight", channels), w.Read("norm1.bias", channels), Activation.Gelu);
            _rewriteNorm = new GroupNorm(engine, shape.NormGroups, w.Read("norm2.weight", 2 * channels), w.Read("norm2.bias", 2 * channels), Activation.Glu);
        }

        _dconv = hasDConv ? new DConv(engine, w.Scope("dconv."), channels, shape.DConv) : null;
    }

    public void Require(LayerScratch scratch, FeatureMap input)
    {
        var output = OutputOf(input);
        _dconv?.Require(scratch, output);
        if (_rewriteNorm is not null)
        {
            scratch.Require(expanded: 2L * output.Span);
        }
    }

    /// <summary>The shape that comes out for the shape that goes in.</summary>
    public FeatureMap OutputOf(FeatureMap input)
    {
        if (_shape.OverFrequency)
        {
            return new FeatureMap(_shape.Outputs, ((input.Height + (2 * _shape.Padding) - _shape.Kernel) / _shape.Stride) + 1, input.Width);
        }

        var padded = (input.Width + _shape.Stride - 1) / _shape.Stride * _shape.Stride;
        return new FeatureMap(_shape.Outputs, 1, ((padded + (2 * _shape.Padding) - _shape.Kernel) / _shape.Stride) + 1);
    }

    /// <summary>Runs the layer.</summary>
    /// <param name="x">Source.</param>
    /// <param name="input">Its shape.</param>
    /// <param name="other">What the other branch adds, or empty.</param>
    /// <param name="work">Room of the size of the destination; the source may lie in neither.</param>
    /// <param name="y">Destination.</param>
    /// <param name="scratch">Further room.</param>
    public void Run(ReadOnlySpan<float> x, FeatureMap input, ReadOnlySpan<float> other, Span<float> work, Span<float> y, LayerScratch scratch)
    {
        var map = OutputOf(input);
        if (_rewrite is null)
        {
            _convolution.Run(x, input, y, map);
            return;
        }

        work = work[..map.Span];
        _convolution.Run(x, input, other, work, map);
        if (_norm is not null)
        {
            _norm.Run(work, map, default, work, map);
        }
        else if (_joins)
        {
            Elementwise.Apply(_engine, Activation.Gelu, work, work);
        }

        _dconv?.Run(work, map, scratch);
        if (_rewriteNorm is null)
        {
            _rewrite.Run(work, map, y, map);
        }
        else
        {
            var wide = new FeatureMap(2 * map.Channels, map.Height, map.Width);
            var expanded = scratch.Expanded[..wide.Span];
            _rewrite.Run(work, map, expanded, wide);
            _rewriteNorm.Run(expanded, wide, default, y, map);
        }
    }
}

internal static class LayerShapes
{
    /// <summary>The strided convolution of a layer, or with inputs and outputs exchanged its transpose.</summary>
    public static ConvolutionShape Convolution(this LayerShape s, int inputs, int outputs) => s.OverFrequency
        ? new ConvolutionShape(inputs, outputs) { KernelHeight = s.Kernel, StrideHeight = s.Stride, PaddingTop = s.Padding }
        : new ConvolutionShape(inputs, outputs) { KernelWidth = s.Kernel, StrideWidth = s.Stride, PaddingLeft = s.Padding };

    /// <summary>The shape of its weights.</summary>
    public static int[] KernelShape(this LayerShape s, int first, int second) => s.OverFrequency ? [first, second, s.Kernel, 1] : [first, second, s.Kernel];
}
