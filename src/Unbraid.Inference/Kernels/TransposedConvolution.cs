namespace Unbraid.Inference;

/// <summary>
/// Transposed convolution in one or two dimensions: y = residual + activation(b + sum of the kernel laid down at every source position).
/// The padding of the shape is trimmed from the start; the shape of the destination says how much is kept.
/// </summary>
public sealed class TransposedConvolution
{
    private readonly Engine _engine;
    private readonly ConvolutionShape _shape;
    private readonly Activation _activation;
    private readonly float[] _weights;
    private readonly float[] _bias;

    /// <param name="engine">What it runs on.</param>
    /// <param name="shape">How it reaches; one group, dilation 1.</param>
    /// <param name="weights">[input channels, output channels, kernel height, kernel width], as PyTorch stores them.</param>
    /// <param name="bias">[output channels], or empty.</param>
    /// <param name="activation">Applied to the sum; all but <see cref="Activation.Glu"/>.</param>
    public TransposedConvolution(
        Engine engine, ConvolutionShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Activation activation = Activation.None)
    {
        shape.Check(nameof(shape));
        if (shape.Groups != 1 || shape.DilationHeight != 1 || shape.DilationWidth != 1 || activation == Activation.Glu)
            throw new ArgumentException("A transposed convolution has one group, dilation 1 and no gated activation.", nameof(shape));
        LayerChecks.Length(weights, shape.InputChannels * shape.OutputChannels * shape.KernelHeight * shape.KernelWidth, nameof(weights));
        LayerChecks.LengthOrEmpty(bias, shape.OutputChannels, nameof(bias));
        (_engine, _shape, _activation) = (engine, shape, activation);
        (_weights, _bias) = (weights.ToArray(), bias.IsEmpty ? new float[shape.OutputChannels] : bias.ToArray());
    }

    /// <summary>y = activation(W ᵀ* x + b)</summary>
    public void Run(ReadOnlySpan<float> x, FeatureMap xMap, Span<float> y, FeatureMap yMap) => Run(x, xMap, default, y, yMap);

    /// <summary>y = residual + activation(W ᵀ* x + b)</summary>
    /// <param name="x">Source.</param>
    /// <param name="xMap">Its shape.</param>
    /// <param name="residual">Of the destination's shape and strides; may be the destination itself; empty for none.</param>
    /// <param name="y">Destination; not the source.</param>
    /// <param name="yMap">Its shape.</param>
    public void Run(ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        LayerChecks.Maps(x, xMap, _shape.InputChannels, residual, y, yMap, _shape.OutputChannels);
        var start = KernelProfile.Start(_engine.Profile);
        Reference.ConvolveTransposed(_shape, _weights, _bias, _activation, x, xMap, residual, y, yMap);
        _engine.Profile?.Stop("transposed convolution", start, 2.0 * _shape.OutputChannels * _shape.Depth * xMap.Area);
    }
}
