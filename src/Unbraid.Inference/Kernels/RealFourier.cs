namespace Unbraid.Inference;

/// <summary>
/// Orthonormal real Fourier transform along the middle of [outer, length, inner], all inner columns at once. The spectrum is
/// [outer, length / 2 + 1, 2 * inner]: real parts in the first half of a row, imaginary parts in the second. It is done as a product with the matrix of
/// the transform: at the few hundred points of a network's frames that is a small share of its arithmetic, and it takes any length.
/// </summary>
internal sealed unsafe class RealFourier
{
    private readonly Engine _engine;
    private readonly PackedRows _forward;
    private readonly PackedRows _inverse;

    /// <param name="engine">What it runs on.</param>
    /// <param name="length">Points of the transform; 1 or more, of any factors.</param>
    public RealFourier(Engine engine, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        (_engine, Length) = (engine, length);
        var forward = new float[2 * Bins * length];
        var inverse = new float[2 * Bins * length];
        for (var k = 0; k < Bins; k++)
        {
            var weight = k == 0 || 2 * k == length ? 1 : 2;
            for (var t = 0; t < length; t++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * ((long)k * t % length) / length);
                forward[(k * length) + t] = (float)(cos / Math.Sqrt(length));
                forward[((Bins + k) * length) + t] = (float)(-sin / Math.Sqrt(length));
                inverse[(t * 2 * Bins) + k] = (float)(weight * cos / Math.Sqrt(length));
                inverse[(t * 2 * Bins) + Bins + k] = (float)(weight == 1 ? 0 : -2 * sin / Math.Sqrt(length));
            }
        }

        _forward = new PackedRows(engine, length, Bins, 2, false, forward, new float[Bins]);
        _inverse = new PackedRows(engine, 2 * Bins, length, 1, false, inverse, new float[length]);
    }

    /// <summary>Points of the transform.</summary>
    public int Length { get; }

    /// <summary>Points of the spectrum.</summary>
    public int Bins => (Length / 2) + 1;

    /// <summary>y[o, k] = sum over t of x[o, t] e^(-2πi k t / length) / sqrt(length)</summary>
    /// <param name="x">[outer, length, inner]</param>
    /// <param name="outer">Number of transforms side by side in memory.</param>
    /// <param name="inner">Number of columns.</param>
    /// <param name="y">[outer, bins, 2 * inner]; not the source.</param>
    public void Forward(ReadOnlySpan<float> x, int outer, int inner, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, (long)outer * Length * inner, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)outer * Bins * 2 * inner, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        fixed (float* px = x, py = y)
        {
            var body = new Body(_engine, _forward, px, Length, 1, py, Bins, 2, inner);
            _engine.Workers.For(outer * body.Blocks, ref body);
        }

        _engine.Profile?.Stop("fourier", start, 4.0 * outer * inner * Length * Bins);
    }

    /// <summary>The inverse; imaginary parts of the first bin and, at even length, of the last are ignored.</summary>
    /// <param name="x">[outer, bins, 2 * inner]</param>
    /// <param name="outer">Number of transforms side by side in memory.</param>
    /// <param name="inner">Number of columns.</param>
    /// <param name="y">[outer, length, inner]; not the source.</param>
    public void Inverse(ReadOnlySpan<float> x, int outer, int inner, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, (long)outer * Bins * 2 * inner, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)outer * Length * inner, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        fixed (float* px = x, py = y)
        {
            var body = new Body(_engine, _inverse, px, Bins, 2, py, Length, 1, inner);
            _engine.Workers.For(outer * body.Blocks, ref body);
        }

        _engine.Profile?.Stop("fourier", start, 4.0 * outer * inner * Length * Bins);
    }

    // A task is a panel of columns of one transform. Rows of xParts * inner floats hold xParts numbers of each column, the depth runs through the first of
    // all rows, then the second; likewise y.
    private readonly struct Body(
        Engine engine, PackedRows matrix, float* x, int xRows, int xParts, float* y, int yRows, int yParts, int inner) : IParallelBody
    {
        public int Blocks => (inner + engine.Matrix.Columns - 1) / engine.Matrix.Columns;

        public void Invoke(int index, int worker)
        {
            var columns = engine.Matrix.Columns;
            var (outer, block) = Math.DivRem(index, Blocks);
            var first = block * columns;
            var count = Math.Min(columns, inner - first);
            var tile = engine.Scratch(worker, MatrixKernel.LargestTile + ((long)matrix.Depth * columns));
            var packed = tile + MatrixKernel.LargestTile;
            for (var k = 0; k < matrix.Depth; k++)
            {
                var source = x + (((long)outer * xRows) + (k % xRows)) * xParts * inner + (k / xRows * inner) + first;
                new Span<float>(source, count).CopyTo(new Span<float>(packed + ((long)k * columns), count));
                new Span<float>(packed + ((long)k * columns) + count, columns - count).Clear();
            }

            foreach (ref readonly var panel in matrix.Panels.AsSpan())
            {
                engine.Matrix.Multiply(matrix.Depth, panel.Rows, matrix.Weights + panel.Offset, packed, tile);
                for (var r = 0; r < panel.Channels; r++)
                {
                    var target = y + (((long)outer * yRows) + panel.Channel + r) * yParts * inner + (panel.Phase * inner) + first;
                    new Span<float>(tile + (r * columns), count).CopyTo(new Span<float>(target, count));
                }
            }
        }
    }
}
