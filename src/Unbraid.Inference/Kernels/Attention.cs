namespace Unbraid.Inference;

/// <summary>A matrix of tokens whose rows may lie inside wider rows, as queries inside [tokens, 3 * features].</summary>
/// <param name="Rows">Number of tokens.</param>
/// <param name="Stride">Floats from a row to the next.</param>
internal readonly record struct TokenRows(int Rows, int Stride);

/// <summary>
/// Multi-head attention (Vaswani et al. 2017), softmax(Q Kᵀ / sqrt(head size)) V for each head, computed in tiles with a running softmax
/// (Milakov and Gimelshein 2018; Dao et al. 2022), so that no tokens x tokens matrix is ever stored.
/// </summary>
/// <remarks>
/// Everything is done transposed: scores are [keys, queries], so that maxima, sums and exponentials of a panel of queries run along vectors, a tile of
/// scores is already the panel that the second product wants, and its result is [features, queries].
/// </remarks>
internal sealed unsafe class Attention
{
    private const int KeyBlock = 16 * MatrixKernel.Rows;
    private readonly Engine _engine;

    /// <param name="engine">What it runs on.</param>
    /// <param name="heads">Number of heads; head h uses features h * headSize to (h + 1) * headSize - 1.</param>
    /// <param name="headSize">Features of a head. Scores are divided by its square root.</param>
    /// <param name="keySize">Features of a head's queries and keys, where they have others than its values. Default: as many.</param>
    public Attention(Engine engine, int heads, int headSize, int? keySize = null) =>
        (_engine, Heads, HeadSize, KeySize) = (engine, heads, headSize, keySize ?? headSize);

    public int Heads { get; }

    /// <summary>Features of a head's values and of its result.</summary>
    public int HeadSize { get; }

    /// <summary>Features of a head's queries and keys.</summary>
    public int KeySize { get; }

    private int PaddedHead => Padded(HeadSize);

    private static int Padded(int rows) => (rows + MatrixKernel.RowStep - 1) / MatrixKernel.RowStep * MatrixKernel.RowStep;

    /// <summary>Attends from every query to every key.</summary>
    /// <param name="q">Queries, [qRows.Rows, heads * keySize] with rows qRows.Stride apart.</param>
    /// <param name="qRows">Shape of the queries.</param>
    /// <param name="k">Keys, in the same way.</param>
    /// <param name="v">Values, [kvRows.Rows, heads * headSize], in the same way.</param>
    /// <param name="kvRows">Shape of keys and of values; one row or more.</param>
    /// <param name="y">[qRows.Rows, heads * headSize], rows without gaps; not one of the sources.</param>
    public void Run(ReadOnlySpan<float> q, TokenRows qRows, ReadOnlySpan<float> k, ReadOnlySpan<float> v, TokenRows kvRows, Span<float> y) =>
        Run(1, q, qRows, k, kvRows, v, kvRows, y);

    /// <summary>Attends within each of several sequences; the rows of one follow those of the one before.</summary>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="q">Queries, [sequences * qRows.Rows, heads * keySize].</param>
    /// <param name="qRows">Shape of the queries of one sequence.</param>
    /// <param name="k">Keys, in the same way.</param>
    /// <param name="kRows">Shape of the keys of one sequence; one row or more.</param>
    /// <param name="v">Values, [sequences * vRows.Rows, heads * headSize].</param>
    /// <param name="vRows">Shape of the values of one sequence, as many rows as keys.</param>
    /// <param name="y">[sequences * qRows.Rows, heads * headSize], rows without gaps; not one of the sources.</param>
    public void Run(
        int sequences, ReadOnlySpan<float> q, TokenRows qRows, ReadOnlySpan<float> k, TokenRows kRows, ReadOnlySpan<float> v, TokenRows vRows, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kRows.Rows, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(vRows.Rows, kRows.Rows);
        LayerChecks.AtLeast(q.Length, (((long)sequences * qRows.Rows - 1) * qRows.Stride) + (Heads * KeySize), nameof(q));
        LayerChecks.AtLeast(k.Length, (((long)sequences * kRows.Rows - 1) * kRows.Stride) + (Heads * KeySize), nameof(k));
        LayerChecks.AtLeast(v.Length, (((long)sequences * vRows.Rows - 1) * vRows.Stride) + (Heads * HeadSize), nameof(v));
        LayerChecks.AtLeast(y.Length, (long)sequences * qRows.Rows * Heads * HeadSize, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        var blocks = (kRows.Rows + KeyBlock - 1) / KeyBlock;
        var blockFloats = Math.Min(KeyBlock, Padded(kRows.Rows)) * (KeySize + PaddedHead);
        var packed = _engine.SharedScratch((long)sequences * Heads * blocks * blockFloats);
        fixed (float* pq = q, pk = k, pv = v, py = y)
        {
            var pack = new PackBody(this, pk, kRows, pv, vRows, packed, blocks, blockFloats);
            _engine.Workers.For(sequences * Heads * blocks, ref pack);
            var queryPanels = (qRows.Rows + _engine.Matrix.Columns - 1) / _engine.Matrix.Columns;
            var attend = new AttendBody(this, pq, qRows, packed, kRows.Rows, blocks, blockFloats, py, queryPanels);
            _engine.For(sequences * Heads * queryPanels, ref attend);
        }

        _engine.Profile?.Stop("attention", start, 2.0 * sequences * qRows.Rows * kRows.Rows * Heads * (KeySize + HeadSize));
    }

    // A block of keys: panels [keySize, 12 keys], then of values: panels [keys, 12 features].
    private readonly struct PackBody(
        Attention owner, float* k, TokenRows kRows, float* v, TokenRows vRows, float* packed, int blocks, int blockFloats) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var (size, padded) = (owner.HeadSize, owner.PaddedHead);
            var (pair, block) = Math.DivRem(index, blocks);
            var (sequence, head) = Math.DivRem(pair, owner.Heads);
            var first = block * KeyBlock;
            var keys = Math.Min(KeyBlock, kRows.Rows - first);
            var row = ((long)sequence * kRows.Rows) + first;
            var target = packed + ((long)index * blockFloats);
            for (var s = 0; s < keys; s += MatrixKernel.Rows)
            {
                RowPacking.Pack(
                    k + ((row + s) * kRows.Stride) + (head * owner.KeySize), kRows.Stride, Math.Min(MatrixKernel.Rows, keys - s), owner.KeySize,
                    MatrixKernel.PanelRows(s, keys), target + (s * owner.KeySize));
            }

            target += blockFloats / (owner.KeySize + padded) * owner.KeySize;
            for (var f = 0; f < padded; f += MatrixKernel.Rows)
            {
                var panelRows = MatrixKernel.PanelRows(f, padded);
                var count = Math.Min(panelRows, size - f);
                for (var s = 0; s < keys; s++)
                {
                    var source = v + ((row + s) * vRows.Stride) + (head * size) + f;
                    for (var i = 0; i < panelRows; i++)
                        target[(s * panelRows) + i] = i < count ? source[i] : 0;
                }

                target += panelRows * keys;
            }
        }
    }

    private readonly struct AttendBody(
        Attention owner, float* q, TokenRows qRows, float* packed, int keys, int blocks, int blockFloats, float* y, int queryPanels) : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
        {
            var kernel = owner._engine.Matrix;
            var columns = kernel.Columns;
            var (size, keySize, padded) = (owner.HeadSize, owner.KeySize, owner.PaddedHead);
            var (pair, panel) = Math.DivRem(index, queryPanels);
            var (sequence, head) = Math.DivRem(pair, owner.Heads);
            var first = ((long)sequence * qRows.Rows) + (panel * columns);
            var count = Math.Min(columns, qRows.Rows - (panel * columns));
            var queries = owner._engine.Scratch(worker, (long)columns * (keySize + KeyBlock + padded + MatrixKernel.Rows + 3));
            var scores = queries + (columns * keySize);
            var sums = scores + (columns * KeyBlock);
            var tile = sums + (columns * padded);
            var softmax = new RunningSoftmax(columns, tile + (columns * MatrixKernel.Rows));

            RowPacking.Pack(q + (first * qRows.Stride) + (head * keySize), qRows.Stride, count, keySize, columns, queries);
            new Span<float>(sums, columns * padded).Clear();
            softmax.Start();
            for (var block = 0; block < blocks; block++)
            {
                var source = packed + (((long)pair * blocks) + block) * blockFloats;
                var blockKeys = Math.Min(KeyBlock, keys - (block * KeyBlock));
                for (var s = 0; s < blockKeys; s += MatrixKernel.Rows)
                    kernel.Multiply(keySize, MatrixKernel.PanelRows(s, blockKeys), source + (s * keySize), queries, scores + (s * columns));
                softmax.Add<T>(scores, blockKeys, 1 / MathF.Sqrt(size));
                source += blockFloats / (keySize + padded) * keySize;
                for (var f = 0; f < padded; f += MatrixKernel.Rows)
                {
                    var rows = MatrixKernel.PanelRows(f, padded);
                    kernel.Multiply(blockKeys, rows, source, scores, tile);
                    softmax.Accumulate<T>(tile, rows, sums + (f * columns));
                    source += rows * blockKeys;
                }
            }

            softmax.Finish<T>(sums, padded);
            for (var t = 0; t < count; t++)
            {
                var target = y + ((((first + t) * owner.Heads) + head) * size);
                for (var i = 0; i < size; i++)
                    target[i] = sums[(i * columns) + t];
            }
        }
    }
}
