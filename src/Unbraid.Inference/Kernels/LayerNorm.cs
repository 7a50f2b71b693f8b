namespace Unbraid.Inference;

/// <summary>Layer normalisation (Ba et al. 2016) of each row: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta.</summary>
internal sealed unsafe class LayerNorm
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
        fixed (float* px = x, py = y, gamma = _gamma, beta = _beta)
        {
            var body = new TokenBody(px, rows, _gamma.Length, _epsilon, gamma, beta, py);
            _engine.For(TokenBody.Parts(rows), ref body);
        }

        _engine.Profile?.Stop("layer norm", start, 0);
    }
}

/// <summary>Normalises rows of tokens, each for itself or all with the same moments.</summary>
internal readonly unsafe struct TokenBody : ILaneBody
{
    private const int RowsPerPart = 64;
    private readonly float* _x;
    private readonly int _rows;
    private readonly int _features;
    private readonly float _epsilon;
    private readonly double _mean;
    private readonly double _inverse;
    private readonly float* _gamma;
    private readonly float* _beta;
    private readonly float* _y;

    public TokenBody(float* x, int rows, int features, float epsilon, float* gamma, float* beta, float* y)
        : this(x, rows, features, 0, 0, gamma, beta, y) => _epsilon = epsilon;

    public TokenBody(float* x, int rows, int features, double mean, double inverse, float* gamma, float* beta, float* y)
    {
        (_rows, _features, _mean, _inverse) = (rows, features, mean, inverse);
        _x = x;
        _gamma = gamma;
        _beta = beta;
        _y = y;
    }

    public static int Parts(int rows) => (rows + RowsPerPart - 1) / RowsPerPart;

    public void Invoke<T>(int index, int worker)
        where T : struct, ILanes<T>
    {
        for (var row = index * RowsPerPart; row < Math.Min(_rows, (index + 1) * RowsPerPart); row++)
        {
            var x = _x + ((long)row * _features);
            var (mean, inverse) = (_mean, _inverse);
            if (inverse == 0)
                (mean, inverse) = Moments.Of<T>(x, _features).Normalizer(_epsilon);
            Normalize<T>(x, mean, (float)inverse, _y + ((long)row * _features));
        }
    }

    // The mean in two floats: where features are nearly equal, one would leave more of its own rounding than of their differences.
    private void Normalize<T>(float* x, double mean, float inverse, float* y)
        where T : struct, ILanes<T>
    {
        var high = (float)mean;
        var low = (float)(mean - high);
        var (h, l, factor) = (T.Create(high), T.Create(low), T.Create(inverse));
        var i = 0;
        for (; i + T.Count <= _features; i += T.Count)
        {
            var normal = (T.Load(x + i) - h - l) * factor;
            T.FusedMultiplyAdd(normal, T.Load(_gamma + i), T.Load(_beta + i)).Store(y + i);
        }

        for (; i < _features; i++)
            y[i] = ((x[i] - high - low) * inverse * _gamma[i]) + _beta[i];
    }
}
