using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class AttentionTests
{
    [Fact]
    public void Every_number_of_queries_keys_and_features_agrees_with_the_plain_loops()
    {
        foreach (var size in KernelAssert.Sizes)
        {
            Attention_agrees_with_the_plain_loops(2, 8, size, 13);
            Attention_agrees_with_the_plain_loops(2, 8, 5, size);
            Attention_agrees_with_the_plain_loops(2, size, 5, 7);
        }
    }

    [Theory]
    [InlineData(1, 8, 1, 1)]
    [InlineData(2, 8, 5, 3)]
    [InlineData(8, 64, 33, 250)]
    [InlineData(3, 20, 31, 192)]
    [InlineData(2, 12, 64, 193)]
    [InlineData(1, 17, 65, 401)]
    public void Attention_agrees_with_the_plain_loops(int heads, int headSize, int queries, int keys)
    {
        var features = heads * headSize;
        using var q = GuardedBuffer.Random((queries - 1) * 3 * features + features, 1, 3, queries % 4);
        using var kv = GuardedBuffer.Random((keys - 1) * 2 * features + (2 * features), 2, 3);
        var expected = new float[queries * features];
        var (qRows, kvRows) = (new TokenRows(queries, 3 * features), new TokenRows(keys, 2 * features));
        Reference.Attend(heads, headSize, q.Span, qRows, kv.Span, kv.Span[features..], kvRows, expected);
        float[]? last = null;
        KernelSet? set = null;
        KernelAssert.ForEveryEngine(engine =>
        {
            using var y = new GuardedBuffer(queries * features, keys % 4);
            new Attention(engine, heads, headSize).Run(q.Span, qRows, kv.Span, kv.Span[features..], kvRows, y.Span);
            KernelAssert.Close(expected, y.Span, 2e-5f, $"{engine.Kernels} {heads} x {headSize}, {queries} to {keys}");
            if (set == engine.Kernels)
                Assert.Equal(last!, y.Span.ToArray());
            (set, last) = (engine.Kernels, y.Span.ToArray());
        });
    }

    [Fact]
    public void Scores_far_apart_do_not_overflow()
    {
        using var engine = new Engine(1);
        float[] q = [1000, 0], k = [1000, 0, -1000, 0, 999, 0], v = [1, 2, 3, 4, 5, 6], y = [0, 0];
        new Attention(engine, 1, 2).Run(q, new TokenRows(1, 2), k, v, new TokenRows(3, 2), y);
        Assert.Equal([1f, 2f], y);
    }
}
