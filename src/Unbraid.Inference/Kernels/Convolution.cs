namespace Unbraid.Inference;

/// <summary>
/// Convolution in one or two dimensions, strided, dilated, grouped: y = residual + activation(W * x + b), in one pass over the destination.
/// </summary>
public sealed class Convolution
{
    private readonly Engine _engine;
    private readonly ConvolutionShape _shape;
    private readonly Activation _activation;
    private readonly float[] _weights;
    private readonly float[] _bias;

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
        (_weights, _bias) = (weights.ToArray(), bias.IsEmpty ? new float[shape.OutputChannels] : bias.ToArray());
        LayerScale.Fold(scale, activation, shape.OutputChannels, _weights, _bias);
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
        Reference.Convolve(_shape, _weights, _bias, _activation, x, xMap, residual, y, yMap);
        _engine.Profile?.Stop("convolution", start, 2.0 * _shape.OutputChannels * _shape.Depth * yMap.Area);
    }
}
