namespace Unbraid.Inference;

/// <summary>A matrix of tokens whose rows may lie inside wider rows, as queries inside [tokens, 3 * features].</summary>
/// <param name="Rows">Number of tokens.</param>
/// <param name="Stride">Floats from a row to the next.</param>
public readonly record struct TokenRows(int Rows, int Stride);

/// <summary>
/// Multi-head attention (Vaswani et al. 2017), softmax(Q Kᵀ / sqrt(head size)) V for each head, computed in tiles with a running softmax
/// (Milakov and Gimelshein 2018; Dao et al. 2022), so that no tokens x tokens matrix is ever stored.
/// </summary>
public sealed class Attention
{
    private readonly Engine _engine;

    /// <param name="engine">What it runs on.</param>
    /// <param name="heads">Number of heads; head h uses features h * headSize to (h + 1) * headSize - 1.</param>
    /// <param name="headSize">Features of a head.</param>
    public Attention(Engine engine, int heads, int headSize) => (_engine, Heads, HeadSize) = (engine, heads, headSize);

    public int Heads { get; }

    public int HeadSize { get; }

    /// <summary>Attends from every query to every key.</summary>
    /// <param name="q">Queries, [qRows.Rows, heads * headSize] with rows qRows.Stride apart.</param>
    /// <param name="qRows">Shape of the queries.</param>
    /// <param name="k">Keys, in the same way.</param>
    /// <param name="v">Values, in the same way.</param>
    /// <param name="kvRows">Shape of keys and of values.</param>
    /// <param name="y">[qRows.Rows, heads * headSize], rows without gaps; not one of the sources.</param>
    public void Run(ReadOnlySpan<float> q, TokenRows qRows, ReadOnlySpan<float> k, ReadOnlySpan<float> v, TokenRows kvRows, Span<float> y)
    {
        var features = Heads * HeadSize;
        LayerChecks.AtLeast(q.Length, ((long)(qRows.Rows - 1) * qRows.Stride) + features, nameof(q));
        LayerChecks.AtLeast(k.Length, ((long)(kvRows.Rows - 1) * kvRows.Stride) + features, nameof(k));
        LayerChecks.AtLeast(v.Length, ((long)(kvRows.Rows - 1) * kvRows.Stride) + features, nameof(v));
        LayerChecks.AtLeast(y.Length, (long)qRows.Rows * features, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        Reference.Attend(Heads, HeadSize, q, qRows, k, v, kvRows, y);
        _engine.Profile?.Stop("attention", start, 4.0 * qRows.Rows * kvRows.Rows * features);
    }
}
