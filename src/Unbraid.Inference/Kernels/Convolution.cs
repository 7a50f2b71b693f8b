namespace Unbraid.Inference;

/// <summary>
/// Convolution in one or two dimensions, strided, dilated, grouped: y = residual + activation(W * x + b), in one pass over the destination.
/// </summary>
internal sealed unsafe class Convolution
{
    private readonly Engine _engine;
    private readonly ConvolutionShape _shape;
    private readonly Activation _activation;
    private readonly PackedRows[] _groups;
    private readonly DepthwiseConvolution? _depthwise;

    /// <param name="engine">What it runs on.</param>
    /// <param name="shape">How it reaches.</param>
    /// <param name="weights">[output channels, input channels / groups, kernel height, kernel width], as PyTorch stores them.</param>
    /// <param name="bias">[output channels], or empty.</param>
    /// <param name="activation">Applied to the sum. With <see cref="Activation.Glu"/> half as many channels come out.</param>
    /// <param name="scale">Layer scale (Touvron et al. 2021): [channels that come out], multiplied before the residual is added; empty for 1.
    /// Only without activation or with <see cref="Activation.Glu"/>, where it can be multiplied into the weights.</param>
    public Convolution(
        Engine engine, ConvolutionShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Activation activation = Activation.None,
        ReadOnlySpan<float> scale = default)
    {
        shape.Check(nameof(shape));
        LayerChecks.Length(weights, shape.OutputChannels * shape.Depth, nameof(weights));
        LayerChecks.LengthOrEmpty(bias, shape.OutputChannels, nameof(bias));
        (_engine, _shape, _activation) = (engine, shape, activation);
        if (activation == Activation.Glu && (shape.Groups != 1 || shape.OutputChannels % 2 != 0))
            throw new ArgumentException($"{shape} cannot be gated: it needs one group and an even number of channels.", nameof(activation));
        var (scaled, offset) = LayerScale.Fold(scale, activation, shape.OutputChannels, weights, bias);
        if (!scale.IsEmpty)
            weights = scaled;
        _groups = [];
        if (DepthwiseConvolution.Fits(shape))
        {
            _depthwise = new DepthwiseConvolution(engine, shape, weights.ToArray(), offset, activation);
            return;
        }

        var outputs = shape.OutputChannels / shape.Groups;
        _groups = new PackedRows[shape.Groups];
        for (var g = 0; g < shape.Groups; g++)
        {
            _groups[g] = new PackedRows(
                engine, shape.Depth, outputs, 1, activation == Activation.Glu, weights.Slice(g * outputs * shape.Depth, outputs * shape.Depth),
                offset.AsSpan(g * outputs, outputs));
        }
    }

    /// <summary>Channels that come out.</summary>
    public int OutputChannels => _activation == Activation.Glu ? _shape.OutputChannels / 2 : _shape.OutputChannels;

    /// <summary>y = activation(W * x + b)</summary>
    /// <param name="x">Source.</param>
    /// <param name="xMap">Its shape.</param>
    /// <param name="y">Destination; not the source.</param>
    /// <param name="yMap">Its shape, which says how far the convolution runs.</param>
    public void Run(ReadOnlySpan<float> x, FeatureMap xMap, Span<float> y, FeatureMap yMap) => Run(x, xMap, default, y, yMap);

    /// <summary>y = residual + activation(W * x + b)</summary>
    /// <param name="residual">Of the destination's shape and strides; may be the destination itself; empty for none.</param>
    public void Run(ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        LayerChecks.Maps(x, xMap, _shape.InputChannels, residual, y, yMap, OutputChannels);
        var start = KernelProfile.Start(_engine.Profile);
        fixed (float* px = x, pr = residual, py = y)
        {
            if (_depthwise is not null)
                _depthwise.Run(px, xMap, residual.IsEmpty ? null : pr, py, yMap);
            else
                RunGroups(px, xMap, residual.IsEmpty ? null : pr, py, yMap);
        }

        _engine.Profile?.Stop("convolution", start, 2.0 * _shape.OutputChannels * _shape.Depth * yMap.Area);
    }

    private void RunGroups(float* x, FeatureMap xMap, float* residual, float* y, FeatureMap yMap)
    {
        var s = _shape;
        var taps = new Taps(
            s.KernelHeight, s.KernelWidth, s.StrideHeight, s.StrideWidth, s.DilationHeight, s.DilationWidth, s.PaddingTop, s.PaddingLeft);
        var source = new FeatureMap(xMap.Channels / s.Groups, xMap.Height, xMap.Width, xMap.ChannelStride);
        var target = new FeatureMap(yMap.Channels / s.Groups, yMap.Height, yMap.Width, yMap.ChannelStride);
        for (var g = 0; g < _groups.Length; g++)
        {
            var from = (long)g * source.Channels * xMap.ChannelStride;
            var to = (long)g * target.Channels * yMap.ChannelStride;
            ConvolutionProduct.Run(
                _engine, _groups[g], taps, new Scatter(1, 1, 0, 0), _activation, x + from, source, residual == null ? null : residual + to, y + to, target);
        }
    }
}
