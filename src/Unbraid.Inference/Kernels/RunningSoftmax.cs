namespace Unbraid.Inference;

/// <summary>
/// The softmax of columns that arrive block by block (Milakov and Gimelshein 2018): what was added up so far is scaled down whenever a larger score
/// turns up. Every column is one lane of a vector.
/// </summary>
/// <param name="columns">Number of columns, a multiple of the lanes.</param>
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
    public void Add<T>(float* scores, int rows, float scale)
        where T : struct, ILanes<T>
    {
        // In powers of two: the largest is kept times scale * log2 e.
        var factor = T.Create(scale * VectorMath.Log2E);
        for (var c = 0; c < columns; c += T.Count)
        {
            var before = T.Load(Largest + c);
            var (largest, other) = (before, before);
            var p = scores + c;
            var r = 0;
            for (; r + 2 <= rows; r += 2, p += 2 * columns)
            {
                largest = T.Max(largest, T.Load(p) * factor);
                other = T.Max(other, T.Load(p + columns) * factor);
            }

            if (r < rows)
                largest = T.Max(largest, T.Load(p) * factor);
            largest = T.Max(largest, other);
            var correction = VectorMath.PowerOfTwo(before - largest);
            var total = T.Load(Total + c) * correction;
            var second = T.Create(0);
            var minus = T.Create(0) - largest;
            p = scores + c;
            for (r = 0; r + 2 <= rows; r += 2, p += 2 * columns)
            {
                var u = VectorMath.PowerOfTwo(T.FusedMultiplyAdd(T.Load(p), factor, minus));
                var v = VectorMath.PowerOfTwo(T.FusedMultiplyAdd(T.Load(p + columns), factor, minus));
                u.Store(p);
                v.Store(p + columns);
                total += u;
                second += v;
            }

            if (r < rows)
            {
                var u = VectorMath.PowerOfTwo(T.FusedMultiplyAdd(T.Load(p), factor, minus));
                u.Store(p);
                total += u;
            }

            largest.Store(Largest + c);
            correction.Store(Correction + c);
            (total + second).Store(Total + c);
        }
    }

    /// <summary>sums = sums * correction of the last block + tile, both [rows, columns].</summary>
    public void Accumulate<T>(float* tile, int rows, float* sums)
        where T : struct, ILanes<T>
    {
        for (var c = 0; c < columns; c += T.Count)
        {
            var correction = T.Load(Correction + c);
            for (var i = c; i < rows * columns; i += columns)
                T.FusedMultiplyAdd(T.Load(sums + i), correction, T.Load(tile + i)).Store(sums + i);
        }
    }

    /// <summary>Divides the sums [rows, columns] by the total of the weights.</summary>
    public void Finish<T>(float* sums, int rows)
        where T : struct, ILanes<T>
    {
        for (var c = 0; c < columns; c += T.Count)
        {
            var inverse = T.Create(1) / T.Load(Total + c);
            for (var i = c; i < rows * columns; i += columns)
                (T.Load(sums + i) * inverse).Store(sums + i);
        }
    }
}
