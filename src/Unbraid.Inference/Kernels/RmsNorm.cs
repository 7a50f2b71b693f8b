namespace Unbraid.Inference;

/// <summary>
/// Root mean square normalisation (Zhang and Sennrich 2019) of each row in the form of RoFormers: x / max(|x|, 1e-12) sqrt(features) gamma, |x| the
/// Euclidean length. A row of zeros stays zeros.
/// </summary>
internal sealed unsafe class RmsNorm
{
    private const int RowsPerPart = 64;
    private const double LeastLength = 1e-12;
    private readonly Engine _engine;
    private readonly float[] _scale;

    /// <param name="engine">What it runs on.</param>
    /// <param name="gamma">[features]</param>
    public RmsNorm(Engine engine, ReadOnlySpan<float> gamma)
    {
        _engine = engine;
        _scale = new float[gamma.Length];
        var root = Math.Sqrt(gamma.Length);
        for (var i = 0; i < gamma.Length; i++)
            _scale[i] = (float)(root * gamma[i]);
    }

    /// <summary>Features of a row.</summary>
    public int Features => _scale.Length;

    /// <summary>Normalises each row.</summary>
    /// <param name="x">[rows, features]</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="y">[rows, features]; may be the source.</param>
    public void Run(ReadOnlySpan<float> x, int rows, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, (long)rows * Features, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)rows * Features, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        fixed (float* px = x, py = y, scale = _scale)
        {
            var body = new Body(px, rows, Features, scale, py);
            _engine.For((rows + RowsPerPart - 1) / RowsPerPart, ref body);
        }

        _engine.Profile?.Stop("rms norm", start, 0);
    }

    private readonly struct Body(float* x, int rows, int features, float* scale, float* y) : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
        {
            for (var row = index * RowsPerPart; row < Math.Min(rows, (index + 1) * RowsPerPart); row++)
            {
                var source = x + ((long)row * features);
                var target = y + ((long)row * features);
                var inverse = (float)(1 / Math.Max(Math.Sqrt(Squares<T>(source)), LeastLength));
                var factor = T.Create(inverse);
                var i = 0;
                for (; i + T.Count <= features; i += T.Count)
                    (T.Load(source + i) * factor * T.Load(scale + i)).Store(target + i);
                for (; i < features; i++)
                    target[i] = source[i] * inverse * scale[i];
            }
        }

        // A lane adds up a few dozen squares: little enough for floats. Lanes are joined in double.
        private double Squares<T>(float* source)
            where T : struct, ILanes<T>
        {
            var (a, b) = (T.Create(0), T.Create(0));
            var i = 0;
            for (; i + (2 * T.Count) <= features; i += 2 * T.Count)
            {
                var (u, v) = (T.Load(source + i), T.Load(source + i + T.Count));
                a = T.FusedMultiplyAdd(u, u, a);
                b = T.FusedMultiplyAdd(v, v, b);
            }

            var sum = a.Sum() + b.Sum();
            for (; i < features; i++)
                sum += (double)source[i] * source[i];
            return sum;
        }
    }
}
