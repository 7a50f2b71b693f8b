namespace Unbraid.Inference;

/// <summary>
/// Transposed convolution in one or two dimensions: y = residual + activation(b + sum of the kernel laid down at every source position).
/// The padding of the shape is trimmed from the start; the shape of the destination says how much is kept.
/// </summary>
internal sealed unsafe class TransposedConvolution
{
    private readonly Engine _engine;
    private readonly ConvolutionShape _shape;
    private readonly Activation _activation;
    private readonly PackedRows _packed;
    private readonly Taps _taps;
    private readonly Scatter _scatter;

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
        var tapsHeight = (shape.KernelHeight + shape.StrideHeight - 1) / shape.StrideHeight;
        var tapsWidth = (shape.KernelWidth + shape.StrideWidth - 1) / shape.StrideWidth;
        _taps = new Taps(tapsHeight, tapsWidth, 1, 1, 1, 1, tapsHeight - 1, tapsWidth - 1);
        _scatter = new Scatter(shape.StrideHeight, shape.StrideWidth, shape.PaddingTop, shape.PaddingLeft);
        var offset = new float[shape.OutputChannels * shape.StrideWidth];
        for (var i = 0; i < offset.Length && !bias.IsEmpty; i++)
            offset[i] = bias[i / shape.StrideWidth];
        _packed = new PackedRows(
            engine, shape.InputChannels * tapsHeight * tapsWidth, offset.Length, shape.StrideHeight, false, Phases(shape, tapsHeight, tapsWidth, weights),
            offset);
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
        fixed (float* px = x, pr = residual, py = y)
            ConvolutionProduct.Run(_engine, _packed, _taps, _scatter, _activation, px, xMap, residual.IsEmpty ? null : pr, py, yMap);
        _engine.Profile?.Stop("transposed convolution", start, 2.0 * _shape.OutputChannels * _shape.Depth * xMap.Area);
    }

    // Outputs (q * stride + a) see only the kernel's taps a, a + stride, a + 2 stride...: each phase a is a small convolution of its own, [phases of the height,
    // outputs, phases of the width, inputs, taps] with the taps turned round, zeros where the stride does not divide the kernel.
    private static float[] Phases(ConvolutionShape s, int tapsHeight, int tapsWidth, ReadOnlySpan<float> weights)
    {
        var phases = new float[s.StrideHeight * s.OutputChannels * s.StrideWidth * s.InputChannels * tapsHeight * tapsWidth];
        for (var i = 0; i < s.InputChannels; i++)
        {
            for (var o = 0; o < s.OutputChannels; o++)
            {
                for (var kh = 0; kh < s.KernelHeight; kh++)
                {
                    for (var kw = 0; kw < s.KernelWidth; kw++)
                    {
                        var row = (((kh % s.StrideHeight * s.OutputChannels) + o) * s.StrideWidth) + (kw % s.StrideWidth);
                        var tap = ((tapsHeight - 1 - (kh / s.StrideHeight)) * tapsWidth) + tapsWidth - 1 - (kw / s.StrideWidth);
                        phases[(((row * s.InputChannels) + i) * tapsHeight * tapsWidth) + tap] =
                            weights[(((((i * s.OutputChannels) + o) * s.KernelHeight) + kh) * s.KernelWidth) + kw];
                    }
                }
            }
        }

        return phases;
    }
}
