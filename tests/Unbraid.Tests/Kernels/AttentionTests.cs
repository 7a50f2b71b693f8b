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

    /// <summary>Several sequences at once are each as alone, also where queries and keys have other features than values.</summary>
    [Theory]
    [InlineData(1, 1, 8, 8, 5)]
    [InlineData(5, 2, 8, 8, 60)]
    [InlineData(3, 2, 12, 24, 13)]
    [InlineData(7, 3, 5, 10, 200)]
    public void Sequences_do_not_see_each_other(int sequences, int heads, int headSize, int keySize, int length)
    {
        var (keys, values) = (heads * keySize, heads * headSize);
        using var q = GuardedBuffer.Random(sequences * length * keys, 1, 3);
        using var k = GuardedBuffer.Random(sequences * length * keys, 2, 3);
        using var v = GuardedBuffer.Random(sequences * length * values, 3, 3);
        var (keyRows, valueRows) = (new TokenRows(length, keys), new TokenRows(length, values));
        KernelAssert.ForEveryEngine(engine =>
        {
            using var together = new GuardedBuffer(sequences * length * values);
            var attention = new Attention(engine, heads, headSize, keySize);
            attention.Run(sequences, q.Span, keyRows, k.Span, keyRows, v.Span, valueRows, together.Span);
            for (var s = 0; s < sequences; s++)
            {
                var expected = Plain(q.Span.Slice(s * length * keys, length * keys), k.Span.Slice(s * length * keys, length * keys),
                    v.Span.Slice(s * length * values, length * values), heads, headSize, keySize, length);
                KernelAssert.Close(expected, together.Span.Slice(s * length * values, length * values), 2e-5f, $"{engine.Kernels}, sequence {s}");
            }
        });
    }

    private static float[] Plain(ReadOnlySpan<float> q, ReadOnlySpan<float> k, ReadOnlySpan<float> v, int heads, int headSize, int keySize, int length)
    {
        var y = new float[length * heads * headSize];
        var scores = new double[length];
        for (var head = 0; head < heads; head++)
        {
            for (var i = 0; i < length; i++)
            {
                for (var j = 0; j < length; j++)
                {
                    scores[j] = 0;
                    for (var f = head * keySize; f < (head + 1) * keySize; f++)
                        scores[j] += (double)q[(i * heads * keySize) + f] * k[(j * heads * keySize) + f] / Math.Sqrt(headSize);
                }

                var largest = scores.Max();
                var total = scores.Sum(score => Math.Exp(score - largest));
                for (var f = head * headSize; f < (head + 1) * headSize; f++)
                {
                    double sum = 0;
                    for (var j = 0; j < length; j++)
                        sum += Math.Exp(scores[j] - largest) / total * v[(j * heads * headSize) + f];
                    y[(i * heads * headSize) + f] = (float)sum;
                }
            }
        }

        return y;
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
