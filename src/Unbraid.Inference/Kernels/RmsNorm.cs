using System.Numerics;

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
            _engine.Workers.For((rows + RowsPerPart - 1) / RowsPerPart, ref body);
        }

        _engine.Profile?.Stop("rms norm", start, 0);
    }

    private readonly struct Body(float* x, int rows, int features, float* scale, float* y) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            for (var row = index * RowsPerPart; row < Math.Min(rows, (index + 1) * RowsPerPart); row++)
            {
                var source = x + ((long)row * features);
                var target = y + ((long)row * features);
                var inverse = (float)(1 / Math.Max(Math.Sqrt(Squares(source)), LeastLength));
                var factor = new Vector<float>(inverse);
                var i = 0;
                for (; i + Vector<float>.Count <= features; i += Vector<float>.Count)
                    (Vector.Load(source + i) * factor * Vector.Load(scale + i)).Store(target + i);
                for (; i < features; i++)
                    target[i] = source[i] * inverse * scale[i];
            }
        }

        // A lane adds up a few dozen squares: little enough for floats. Lanes are joined in double.
        private double Squares(float* source)
        {
            var (a, b) = (Vector<float>.Zero, Vector<float>.Zero);
            var i = 0;
            for (; i + (2 * Vector<float>.Count) <= features; i += 2 * Vector<float>.Count)
            {
                var (u, v) = (Vector.Load(source + i), Vector.Load(source + i + Vector<float>.Count));
                a = Vector.FusedMultiplyAdd(u, u, a);
                b = Vector.FusedMultiplyAdd(v, v, b);
            }

            double sum = 0;
            for (var lane = 0; lane < Vector<float>.Count; lane++)
                sum += (double)a[lane] + b[lane];
            for (; i < features; i++)
                sum += (double)source[i] * source[i];
            return sum;
        }
    }
}
