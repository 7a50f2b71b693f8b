namespace Unbraid.Inference;

/// <summary>
/// Group normalisation (Wu and He 2018): y = residual + scale * activation((x - mean) / sqrt(variance + epsilon) * gamma + beta), the mean and the
/// biased variance taken over a group. Sums are kept in double.
/// </summary>
public sealed class GroupNorm
{
    private readonly Engine _engine;
    private readonly int _groups;
    private readonly float[] _gamma;
    private readonly float[] _beta;
    private readonly float[] _scale;
    private readonly Activation _activation;
    private readonly float _epsilon;

    /// <param name="engine">What it runs on.</param>
    /// <param name="groups">Number of groups; divides the channels.</param>
    /// <param name="gamma">[channels]</param>
    /// <param name="beta">[channels]</param>
    /// <param name="activation">Applied to the result. With <see cref="Activation.Glu"/> half as many channels come out.</param>
    /// <param name="scale">Layer scale after the activation: [channels that come out], or empty.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public GroupNorm(
        Engine engine, int groups, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Activation activation = Activation.None,
        ReadOnlySpan<float> scale = default, float epsilon = 1e-5f)
    {
        if (groups < 1 || gamma.Length % groups != 0)
            throw new ArgumentException($"{gamma.Length} channels cannot be cut into {groups} groups.", nameof(groups));
        LayerChecks.Length(beta, gamma.Length, nameof(beta));
        LayerChecks.LengthOrEmpty(scale, activation == Activation.Glu ? gamma.Length / 2 : gamma.Length, nameof(scale));
        (_engine, _groups, _activation, _epsilon) = (engine, groups, activation, epsilon);
        (_gamma, _beta, _scale) = (gamma.ToArray(), beta.ToArray(), scale.ToArray());
    }

    /// <summary>Channels that come out.</summary>
    public int OutputChannels => _activation == Activation.Glu ? _gamma.Length / 2 : _gamma.Length;

    /// <summary>Normalises a map, statistics over all rows of a group.</summary>
    /// <param name="x">Source.</param>
    /// <param name="xMap">Its shape.</param>
    /// <param name="residual">Of the destination's shape and strides; may be the destination itself; empty for none.</param>
    /// <param name="y">Destination; may be the source, unless the activation is gated.</param>
    /// <param name="yMap">Its shape.</param>
    public void Run(ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        LayerChecks.Maps(x, xMap, _gamma.Length, residual, y, yMap, OutputChannels);
        var start = KernelProfile.Start(_engine.Profile);
        Reference.GroupNorm(_groups, _gamma, _beta, _activation, _scale, _epsilon, false, x, xMap, residual, y, yMap);
        _engine.Profile?.Stop("group norm", start, 0);
    }

    /// <summary>Normalises every row (the same height index of all channels) for itself, as if rows were the batch.</summary>
    public void RunRows(ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        LayerChecks.Maps(x, xMap, _gamma.Length, residual, y, yMap, OutputChannels);
        var start = KernelProfile.Start(_engine.Profile);
        Reference.GroupNorm(_groups, _gamma, _beta, _activation, _scale, _epsilon, true, x, xMap, residual, y, yMap);
        _engine.Profile?.Stop("group norm, rows", start, 0);
    }

    /// <summary>Normalises [tokens, channels] with one group over everything; no activation.</summary>
    /// <param name="x">[tokens, channels]</param>
    /// <param name="tokens">Number of rows.</param>
    /// <param name="y">[tokens, channels]; may be the source.</param>
    public void RunTokens(ReadOnlySpan<float> x, int tokens, Span<float> y)
    {
        if (_groups != 1 || _activation != Activation.None || _scale.Length != 0)
            throw new InvalidOperationException("Tokens are normalised as one group, without activation or scale.");
        LayerChecks.AtLeast(x.Length, (long)tokens * _gamma.Length, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)tokens * _gamma.Length, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        Reference.TokenNorm(_gamma, _beta, _epsilon, x[..(tokens * _gamma.Length)], y);
        _engine.Profile?.Stop("group norm, tokens", start, 0);
    }
}

/// <summary>Layer normalisation (Ba et al. 2016) of each row: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta.</summary>
public sealed class LayerNorm
{
    private readonly Engine _engine;
    private readonly float[] _gamma;
    private readonly float[] _beta;
    private readonly float _epsilon;

    /// <param name="engine">What it runs on.</param>
    /// <param name="gamma">[features]</param>
    /// <param name="beta">[features]</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(Engine engine, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, float epsilon = 1e-5f)
    {
        LayerChecks.Length(beta, gamma.Length, nameof(beta));
        (_engine, _gamma, _beta, _epsilon) = (engine, gamma.ToArray(), beta.ToArray(), epsilon);
    }

    /// <summary>Normalises each row.</summary>
    /// <param name="x">[rows, features]</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="y">[rows, features]; may be the source.</param>
    public void Run(ReadOnlySpan<float> x, int rows, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, (long)rows * _gamma.Length, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)rows * _gamma.Length, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        for (var row = 0; row < rows; row++)
        {
            var range = new Range(row * _gamma.Length, (row + 1) * _gamma.Length);
            Reference.TokenNorm(_gamma, _beta, _epsilon, x[range], y[range]);
        }

        _engine.Profile?.Stop("layer norm", start, 0);
    }
}
