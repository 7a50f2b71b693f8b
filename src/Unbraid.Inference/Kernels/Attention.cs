namespace Unbraid.Inference;

/// <summary>A matrix of tokens whose rows may lie inside wider rows, as queries inside [tokens, 3 * features].</summary>
/// <param name="Rows">Number of tokens.</param>
/// <param name="Stride">Floats from a row to the next.</param>
public readonly record struct TokenRows(int Rows, int Stride);

/// <summary>
/// Multi-head attention (Vaswani et al. 2017), softmax(Q Kᵀ / sqrt(head size)) V for each head, computed in tiles with a running softmax
/// (Milakov and Gimelshein 2018; Dao et al. 2022), so that no tokens x tokens matrix is ever stored.
/// </summary>
/// <remarks>
/// Everything is done transposed: scores are [keys, queries], so that maxima, sums and exponentials of a panel of queries run along vectors, a tile of
/// scores is already the panel that the second product wants, and its result is [features, queries].
/// </remarks>
public sealed unsafe class Attention
{
    private const int KeyBlock = 16 * MatrixKernel.Rows;
    private readonly Engine _engine;
    private NativeBuffer? _packed;

    /// <param name="engine">What it runs on.</param>
    /// <param name="heads">Number of heads; head h uses features h * headSize to (h + 1) * headSize - 1.</param>
    /// <param name="headSize">Features of a head.</param>
    public Attention(Engine engine, int heads, int headSize) => (_engine, Heads, HeadSize) = (engine, heads, headSize);

    public int Heads { get; }

    public int HeadSize { get; }

    private int PaddedHead => (HeadSize + MatrixKernel.RowStep - 1) / MatrixKernel.RowStep * MatrixKernel.RowStep;

    /// <summary>Attends from every query to every key.</summary>
    /// <param name="q">Queries, [qRows.Rows, heads * headSize] with rows qRows.Stride apart.</param>
    /// <param name="qRows">Shape of the queries.</param>
    /// <param name="k">Keys, in the same way.</param>
    /// <param name="v">Values, in the same way.</param>
    /// <param name="kvRows">Shape of keys and of values; one row or more.</param>
    /// <param name="y">[qRows.Rows, heads * headSize], rows without gaps; not one of the sources.</param>
    public void Run(ReadOnlySpan<float> q, TokenRows qRows, ReadOnlySpan<float> k, ReadOnlySpan<float> v, TokenRows kvRows, Span<float> y)
    {
        var features = Heads * HeadSize;
        ArgumentOutOfRangeException.ThrowIfLessThan(kvRows.Rows, 1);
        LayerChecks.AtLeast(q.Length, ((long)(qRows.Rows - 1) * qRows.Stride) + features, nameof(q));
        LayerChecks.AtLeast(k.Length, ((long)(kvRows.Rows - 1) * kvRows.Stride) + features, nameof(k));
        LayerChecks.AtLeast(v.Length, ((long)(kvRows.Rows - 1) * kvRows.Stride) + features, nameof(v));
        LayerChecks.AtLeast(y.Length, (long)qRows.Rows * features, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        var blocks = (kvRows.Rows + KeyBlock - 1) / KeyBlock;
        var blockFloats = KeyBlock * (HeadSize + PaddedHead);
        var needed = (long)Heads * blocks * blockFloats;
        if (_packed is null || _packed.Length < needed)
            _packed = _engine.Allocate(needed);
        fixed (float* pq = q, pk = k, pv = v, py = y)
        {
            var pack = new PackBody(this, pk, pv, kvRows, _packed.Pointer, blocks, blockFloats);
            _engine.Workers.For(Heads * blocks, ref pack);
            var queryPanels = (qRows.Rows + _engine.Matrix.Columns - 1) / _engine.Matrix.Columns;
            var attend = new AttendBody(this, pq, qRows, _packed.Pointer, kvRows.Rows, blocks, blockFloats, py, queryPanels);
            _engine.Workers.For(Heads * queryPanels, ref attend);
        }

        _engine.Profile?.Stop("attention", start, 4.0 * qRows.Rows * kvRows.Rows * features);
    }

    // A block of keys: panels [headSize, 12 keys], then of values: panels [keys, 12 features].
    private readonly struct PackBody(Attention owner, float* k, float* v, TokenRows rows, float* packed, int blocks, int blockFloats) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var (size, padded) = (owner.HeadSize, owner.PaddedHead);
            var (head, block) = Math.DivRem(index, blocks);
            var first = block * KeyBlock;
            var keys = Math.Min(KeyBlock, rows.Rows - first);
            var target = packed + ((long)index * blockFloats);
            var at = ((long)first * rows.Stride) + (head * size);
            for (var s = 0; s < keys; s += MatrixKernel.Rows)
            {
                RowPacking.Pack(
                    k + at + ((long)s * rows.Stride), rows.Stride, Math.Min(MatrixKernel.Rows, keys - s), size, MatrixKernel.PanelRows(s, keys),
                    target + (s * size));
            }

            target += KeyBlock * size;
            for (var f = 0; f < padded; f += MatrixKernel.Rows)
            {
                var panelRows = MatrixKernel.PanelRows(f, padded);
                var count = Math.Min(panelRows, size - f);
                for (var s = 0; s < keys; s++)
                {
                    var source = v + at + ((long)s * rows.Stride) + f;
                    for (var i = 0; i < panelRows; i++)
                        target[(s * panelRows) + i] = i < count ? source[i] : 0;
                }

                target += panelRows * keys;
            }
        }
    }

    private readonly struct AttendBody(
        Attention owner, float* q, TokenRows qRows, float* packed, int keys, int blocks, int blockFloats, float* y, int queryPanels) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var kernel = owner._engine.Matrix;
            var columns = kernel.Columns;
            var (size, padded) = (owner.HeadSize, owner.PaddedHead);
            var (head, panel) = Math.DivRem(index, queryPanels);
            var first = panel * columns;
            var count = Math.Min(columns, qRows.Rows - first);
            var queries = owner._engine.Scratch(worker, (long)columns * (size + KeyBlock + padded + MatrixKernel.Rows + 3));
            var scores = queries + (columns * size);
            var sums = scores + (columns * KeyBlock);
            var tile = sums + (columns * padded);
            var softmax = new RunningSoftmax(columns, tile + (columns * MatrixKernel.Rows));

            RowPacking.Pack(q + ((long)first * qRows.Stride) + (head * size), qRows.Stride, count, size, columns, queries);
            new Span<float>(sums, columns * padded).Clear();
            softmax.Start();
            for (var block = 0; block < blocks; block++)
            {
                var source = packed + (((long)head * blocks) + block) * blockFloats;
                var blockKeys = Math.Min(KeyBlock, keys - (block * KeyBlock));
                for (var s = 0; s < blockKeys; s += MatrixKernel.Rows)
                    kernel.Multiply(size, MatrixKernel.PanelRows(s, blockKeys), source + (s * size), queries, scores + (s * columns));
                softmax.Add(scores, blockKeys, 1 / MathF.Sqrt(size));
                source += KeyBlock * size;
                for (var f = 0; f < padded; f += MatrixKernel.Rows)
                {
                    var rows = MatrixKernel.PanelRows(f, padded);
                    kernel.Multiply(blockKeys, rows, source, scores, tile);
                    softmax.Accumulate(tile, rows, sums + (f * columns));
                    source += rows * blockKeys;
                }
            }

            softmax.Finish(sums, padded);
            for (var t = 0; t < count; t++)
            {
                var target = y + ((((long)(first + t) * owner.Heads) + head) * size);
                for (var i = 0; i < size; i++)
                    target[i] = sums[(i * columns) + t];
            }
        }
    }
}
