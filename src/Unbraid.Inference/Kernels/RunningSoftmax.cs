using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unbraid.Inference;

/// <summary>
/// The softmax of columns that arrive block by block (Milakov and Gimelshein 2018): what was added up so far is scaled down whenever a larger score
/// turns up. Every column is one lane of a vector.
/// </summary>
/// <param name="columns">Number of columns, a multiple of the vector width.</param>
/// <param name="state">Room for 3 * columns.</param>
internal readonly unsafe struct RunningSoftmax(int columns, float* state)
{
    private float* Largest => state;

    private float* Total => state + columns;

    private float* Correction => state + (2 * columns);

    public void Start()
    {
        new Span<float>(Largest, columns).Fill(float.MinValue);
        new Span<float>(Total, columns).Clear();
    }

    /// <summary>Takes a block of scores [rows, columns] in and turns it into weights e^(scale * score - largest so far).</summary>
    public void Add(float* scores, int rows, float scale)
    {
        if (Avx512F.IsSupported && columns % (2 * Vector512<float>.Count) == 0)
        {
            for (var c = 0; c < columns; c += Vector512<float>.Count)
                Add512(scores + c, rows, scale, c);
            return;
        }

        for (var c = 0; c < columns; c += Vector<float>.Count)
        {
            var before = Vector.Load(Largest + c);
            var (largest, other) = (before, before);
            var p = scores + c;
            var r = 0;
            for (; r + 2 <= rows; r += 2, p += 2 * columns)
            {
                largest = Vector.Max(largest, Vector.Load(p) * scale);
                other = Vector.Max(other, Vector.Load(p + columns) * scale);
            }

            if (r < rows)
                largest = Vector.Max(largest, Vector.Load(p) * scale);
            largest = Vector.Max(largest, other);
            var correction = VectorMath.Exp(before - largest);
            var total = Vector.Load(Total + c) * correction;
            p = scores + c;
            for (r = 0; r < rows; r++, p += columns)
            {
                var weight = VectorMath.Exp(Vector.FusedMultiplyAdd(Vector.Load(p), new Vector<float>(scale), -largest));
                weight.Store(p);
                total += weight;
            }

            largest.Store(Largest + c);
            correction.Store(Correction + c);
            total.Store(Total + c);
        }
    }

    // The same with powers of two: the largest is kept times scale * log2 e, and the instruction that scales by 2^n needs no clamp.
    private void Add512(float* scores, int rows, float scale, int c)
    {
        Vector512<float> factor = Vector512.Create(scale * 1.44269504f);
        Vector512<float> before = Avx512F.LoadVector512(Largest + c);
        Vector512<float> largest = before, other = before;
        var p = scores;
        var r = 0;
        for (; r + 2 <= rows; r += 2, p += 2 * columns)
        {
            largest = Avx512F.Max(largest, Avx512F.Multiply(Avx512F.LoadVector512(p), factor));
            other = Avx512F.Max(other, Avx512F.Multiply(Avx512F.LoadVector512(p + columns), factor));
        }

        if (r < rows)
            largest = Avx512F.Max(largest, Avx512F.Multiply(Avx512F.LoadVector512(p), factor));
        largest = Avx512F.Max(largest, other);
        Vector512<float> correction = Power(Avx512F.Subtract(before, largest));
        Vector512<float> total = Avx512F.Multiply(Avx512F.LoadVector512(Total + c), correction);
        Vector512<float> second = default;
        p = scores;
        for (r = 0; r + 2 <= rows; r += 2, p += 2 * columns)
        {
            Vector512<float> u = Power(Avx512F.FusedMultiplySubtract(Avx512F.LoadVector512(p), factor, largest));
            Vector512<float> v = Power(Avx512F.FusedMultiplySubtract(Avx512F.LoadVector512(p + columns), factor, largest));
            Avx512F.Store(p, u);
            Avx512F.Store(p + columns, v);
            total = Avx512F.Add(total, u);
            second = Avx512F.Add(second, v);
        }

        if (r < rows)
        {
            Vector512<float> u = Power(Avx512F.FusedMultiplySubtract(Avx512F.LoadVector512(p), factor, largest));
            Avx512F.Store(p, u);
            total = Avx512F.Add(total, u);
        }

        Avx512F.Store(Largest + c, largest);
        Avx512F.Store(Correction + c, correction);
        Avx512F.Store(Total + c, Avx512F.Add(total, second));
    }

    // 2^t for t <= 0, as 2^n 2^f with the fit of VectorMath.Exp.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Power(Vector512<float> t)
    {
        t = Avx512F.Max(t, Vector512.Create(-300f));
        Vector512<float> n = Avx512F.RoundScale(t, 0);
        Vector512<float> f = Avx512F.Subtract(t, n);
        Vector512<float> q = Avx512F.FusedMultiplyAdd(Vector512.Create(1.54614447e-4f), f, Vector512.Create(1.340042818e-3f));
        q = Avx512F.FusedMultiplyAdd(q, f, Vector512.Create(9.618056679e-3f));
        q = Avx512F.FusedMultiplyAdd(q, f, Vector512.Create(5.550327227e-2f));
        q = Avx512F.FusedMultiplyAdd(q, f, Vector512.Create(0.2402265092f));
        q = Avx512F.FusedMultiplyAdd(q, f, Vector512.Create(0.6931472067f));
        q = Avx512F.FusedMultiplyAdd(q, f, Vector512.Create(1f));
        return Avx512F.Scale(q, n);
    }

    /// <summary>sums = sums * correction of the last block + tile, both [rows, columns].</summary>
    public void Accumulate(float* tile, int rows, float* sums)
    {
        for (var c = 0; c < columns; c += Vector<float>.Count)
        {
            var correction = Vector.Load(Correction + c);
            for (var i = c; i < rows * columns; i += columns)
                Vector.FusedMultiplyAdd(Vector.Load(sums + i), correction, Vector.Load(tile + i)).Store(sums + i);
        }
    }

    /// <summary>Divides the sums [rows, columns] by the total of the weights.</summary>
    public void Finish(float* sums, int rows)
    {
        for (var c = 0; c < columns; c += Vector<float>.Count)
        {
            var inverse = Vector<float>.One / Vector.Load(Total + c);
            for (var i = c; i < rows * columns; i += columns)
                (Vector.Load(sums + i) * inverse).Store(sums + i);
        }
    }
}
