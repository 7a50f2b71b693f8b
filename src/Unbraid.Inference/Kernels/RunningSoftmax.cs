using System.Numerics;

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
