using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Demucs;

/// <summary>A layer of the decoder: add the skip, gated convolution, residual branch, transposed convolution, GELU.</summary>
internal sealed class DecoderLayer
{
    private readonly Engine _engine;
    private readonly LayerShape _shape;
    private readonly int _outputs;
    private readonly Convolution? _rewrite;
    private readonly GroupNorm? _rewriteNorm;
    private readonly DConv? _dconv;
    private readonly TransposedConvolution _transposed;
    private readonly GroupNorm? _norm;

    /// <param name="engine">What it runs on.</param>
    /// <param name="w">Weights of the layer.</param>
    /// <param name="shape">The shape of the encoder layer it mirrors.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="hasDConv">Whether it has a residual branch.</param>
    /// <param name="isLast">The last layer has no activation.</param>
    public DecoderLayer(Engine engine, TensorSource w, LayerShape shape, int outputs, bool hasDConv, bool isLast)
    {
        (_engine, _shape, _outputs) = (engine, shape, outputs);
        var (channels, norm) = (shape.Outputs, shape.NormGroups > 0);
        var activation = isLast ? Activation.None : Activation.Gelu;

        // With a normalisation the whole transposed convolution is computed first: its margins count in the statistics and are trimmed afterwards.
        var transposed = shape.Convolution(channels, outputs);
        _transposed = new TransposedConvolution(
            engine, norm ? transposed with { PaddingTop = 0, PaddingLeft = 0 } : transposed,
            w.Read("conv_tr.weight", shape.KernelShape(channels, outputs)), w.Read("conv_tr.bias", outputs), norm ? Activation.None : activation);
        _norm = norm ? new GroupNorm(engine, shape.NormGroups, w.Read("norm2.weight", outputs), w.Read("norm2.bias", outputs), activation) : null;
        if (shape.IsEmpty)
        {
            return;
        }

        var reach = (2 * shape.Context) + 1;
        var rewrite = new ConvolutionShape(channels, 2 * channels) { KernelWidth = reach, PaddingLeft = shape.Context };
        if (shape.OverFrequency)
        {
            rewrite = rewrite with { KernelHeight = reach, PaddingTop = shape.Context };
        }

        var kernel = shape.OverFrequency ? new[] { 2 * channels, channels, reach, reach } : [2 * channels, channels, reach];
        _rewrite = new Convolution(
            engine, rewrite, w.Read("rewrite.weight", kernel), w.Read("rewrite.bias", 2 * channels), norm ? Activation.None : Activation.Glu);
        _rewriteNorm = norm
            ? new GroupNorm(engine, shape.NormGroups, w.Read("norm1.weight", 2 * channels), w.Read("norm1.bias", 2 * channels), Activation.Glu)
            : null;
        _dconv = hasDConv ? new DConv(engine, w.Scope("dconv."), channels, shape.DConv) : null;
    }

    public void Require(LayerScratch scratch, FeatureMap input)
    {
        _dconv?.Require(scratch, input);
        if (_norm is not null)
        {
            scratch.Require(expanded: Math.Max(2L * input.Span, Untrimmed(input).Span));
        }
    }

    /// <summary>The shape that comes out.</summary>
    /// <param name="input">The shape that goes in.</param>
    /// <param name="frames">Frames the encoder layer was given.</param>
    public FeatureMap OutputOf(FeatureMap input, int frames) => _shape.OverFrequency
        ? new FeatureMap(_outputs, ((input.Height - 1) * _shape.Stride) + _shape.Kernel - (2 * _shape.Padding), input.Width)
        : new FeatureMap(_outputs, 1, frames);

    /// <summary>Runs the layer.</summary>
    /// <param name="x">Source; an empty one counts as zero, so that the skip alone comes in.</param>
    /// <param name="skip">What the encoder layer delivered; is overwritten. Empty if the layer takes none.</param>
    /// <param name="input">Shape of both.</param>
    /// <param name="work">Room of that size; afterwards what went into the transposed convolution.</param>
    /// <param name="y">Destination; may be the source if there is a skip.</param>
    /// <param name="frames">Frames that are to come out.</param>
    /// <param name="scratch">Further room.</param>
    public void Run(ReadOnlySpan<float> x, Span<float> skip, FeatureMap input, Span<float> work, Span<float> y, int frames, LayerScratch scratch)
    {
        var output = OutputOf(input, frames);
        if (_rewrite is null)
        {
            Upsample(x, input, y, output, scratch);
            return;
        }

        work = work[..input.Span];
        if (!x.IsEmpty)
        {
            Elementwise.Add(_engine, x[..input.Span], skip, skip);
        }

        if (_rewriteNorm is null)
        {
            _rewrite.Run(skip, input, work, input);
        }
        else
        {
            var wide = new FeatureMap(2 * input.Channels, input.Height, input.Width);
            var expanded = scratch.Expanded[..wide.Span];
            _rewrite.Run(skip, input, expanded, wide);
            _rewriteNorm.Run(expanded, wide, default, work, input);
        }

        _dconv?.Run(work, input, scratch);
        Upsample(work, input, y, output, scratch);
    }

    private void Upsample(ReadOnlySpan<float> x, FeatureMap input, Span<float> y, FeatureMap output, LayerScratch scratch)
    {
        if (_norm is null)
        {
            _transposed.Run(x, input, y, output);
            return;
        }

        var whole = Untrimmed(input);
        var untrimmed = scratch.Expanded[..whole.Span];
        _transposed.Run(x, input, untrimmed, whole);
        _norm.Run(untrimmed, whole, default, untrimmed, whole);
        var skip = _shape.Padding * (_shape.OverFrequency ? whole.Width : 1);
        for (var c = 0; c < _outputs; c++)
        {
            untrimmed.Slice((c * whole.ChannelStride) + skip, output.Area).CopyTo(y.Slice(c * output.ChannelStride, output.Area));
        }
    }

    private FeatureMap Untrimmed(FeatureMap input) => _shape.OverFrequency
        ? new FeatureMap(_outputs, ((input.Height - 1) * _shape.Stride) + _shape.Kernel, input.Width)
        : new FeatureMap(_outputs, 1, ((input.Width - 1) * _shape.Stride) + _shape.Kernel);
}
