namespace Unbraid.Inference;

/// <summary>A fully connected layer over rows: y = residual + scale * activation(x Wᵀ + b).</summary>
internal sealed class Linear
{
    private readonly Engine _engine;
    private readonly Activation _activation;
    private readonly PackedColumns _packed;

    /// <param name="engine">What it runs on.</param>
    /// <param name="inputs">Features of a source row.</param>
    /// <param name="outputs">Features of a destination row.</param>
    /// <param name="weights">[outputs, inputs], as PyTorch stores them.</param>
    /// <param name="bias">[outputs], or empty.</param>
    /// <param name="activation">Applied to the sum; all but <see cref="Activation.Glu"/>.</param>
    /// <param name="scale">Layer scale: [outputs], or empty; only without activation.</param>
    public Linear(
        Engine engine, int inputs, int outputs, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Activation activation = Activation.None,
        ReadOnlySpan<float> scale = default)
    {
        if (activation == Activation.Glu)
            throw new ArgumentException("A fully connected layer has no gated activation.", nameof(activation));
        LayerChecks.Length(weights, inputs * outputs, nameof(weights));
        LayerChecks.LengthOrEmpty(bias, outputs, nameof(bias));
        (_engine, Inputs, Outputs, _activation) = (engine, inputs, outputs, activation);
        var (scaled, offset) = LayerScale.Fold(scale, activation, outputs, weights, bias);
        _packed = new PackedColumns(engine, inputs, outputs, scale.IsEmpty ? weights : scaled, offset);
    }

    /// <summary>Features of a source row.</summary>
    public int Inputs { get; }

    /// <summary>Features of a destination row.</summary>
    public int Outputs { get; }

    /// <summary>y = activation(x Wᵀ + b)</summary>
    /// <param name="x">[rows, inputs]</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="y">[rows, outputs]; not the source.</param>
    public void Run(ReadOnlySpan<float> x, int rows, Span<float> y) => Run(x, rows, default, y);

    /// <summary>y = residual + activation(x Wᵀ + b)</summary>
    /// <param name="residual">[rows, outputs]; may be the destination itself; empty for none.</param>
    public void Run(ReadOnlySpan<float> x, int rows, ReadOnlySpan<float> residual, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, (long)rows * Inputs, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)rows * Outputs, nameof(y));
        if (!residual.IsEmpty)
            LayerChecks.AtLeast(residual.Length, (long)rows * Outputs, nameof(residual));
        var start = KernelProfile.Start(_engine.Profile);
        LinearProduct.Run(_engine, _packed, _activation, x, rows, residual, y);
        _engine.Profile?.Stop("linear", start, 2.0 * rows * Inputs * Outputs);
    }
}
