using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class NormalizationTests
{
    [Theory]
    [InlineData(nameof(Activation.None))]
    [InlineData(nameof(Activation.Gelu))]
    [InlineData(nameof(Activation.Swish))]
    [InlineData(nameof(Activation.Glu))]
    public void Group_norms_agree_with_the_plain_loops(string name)
    {
        var activation = Enum.Parse<Activation>(name);
        foreach (var width in KernelAssert.Sizes.Append(1000))
        {
            foreach (var groups in new[] { 1, 4 })
            {
                Check(new FeatureMap(8, 3, width), groups, activation, rows: false, residual: groups == 1);
                Check(new FeatureMap(8, 3, width), groups, activation, rows: true, residual: groups == 4);
            }
        }

        Check(new FeatureMap(2, 1, 200_000), 1, activation, rows: false, residual: false);
    }

    [Fact]
    public void Rows_and_tokens_agree_with_the_plain_loops()
    {
        foreach (var features in KernelAssert.Sizes)
        {
            using var x = GuardedBuffer.Random(71 * features, 1, 3);
            using var gamma = GuardedBuffer.Random(features, 2);
            using var beta = GuardedBuffer.Random(features, 3);
            var whole = new float[71 * features];
            var each = new float[71 * features];
            Reference.TokenNorm(gamma.Span, beta.Span, 1e-5f, x.Span, whole);
            for (var row = 0; row < 71; row++)
                Reference.TokenNorm(gamma.Span, beta.Span, 1e-5f, x.Span.Slice(row * features, features), each.AsSpan(row * features, features));
            KernelAssert.ForEveryEngine(engine =>
            {
                using var y = new GuardedBuffer(71 * features);
                x.Span.CopyTo(y.Span);
                new GroupNorm(engine, 1, gamma.Span, beta.Span).RunTokens(y.Span, 71, y.Span);
                KernelAssert.Close(whole, y.Span, 2e-6f, $"tokens of {features}");
                x.Span.CopyTo(y.Span);
                new LayerNorm(engine, gamma.Span, beta.Span).Run(y.Span, 71, y.Span);
                KernelAssert.Close(each, y.Span, 2e-6f, $"rows of {features}");
            });
        }
    }

    [Fact]
    public void Rows_normalised_in_place_are_those_normalised_into_another_place()
    {
        foreach (var width in KernelAssert.Sizes)
        {
            var map = new FeatureMap(6, 3, width);
            using var x = GuardedBuffer.Random(map.Span, 1);
            using var y = new GuardedBuffer(map.Span, width % 4);
            KernelAssert.ForEveryEngine(engine =>
            {
                var norm = new GroupNorm(engine, 2, [1, 2, 3, 4, 5, 6], new float[6], Activation.Swish);
                norm.RunRows(x.Span, map, default, y.Span, map);
                var expected = y.Span.ToArray();
                x.Span.CopyTo(y.Span);
                norm.RunRows(y.Span, map, default, y.Span, map);
                Assert.Equal(expected, y.Span.ToArray());
            });
        }
    }

    [Fact]
    public void A_large_offset_costs_no_accuracy()
    {
        using var engine = new Engine(2);
        using var x = GuardedBuffer.Random(300_000, 4);
        for (var i = 0; i < x.Length; i++)
            x.Span[i] += 100;
        var map = new FeatureMap(1, 1, x.Length);
        var expected = new float[x.Length];
        var actual = new float[x.Length];
        Reference.GroupNorm(1, [1], [0], Activation.None, [], 1e-5f, false, x.Span, map, default, expected, map);
        new GroupNorm(engine, 1, [1], [0]).Run(x.Span, map, default, actual, map);
        KernelAssert.Close(expected, actual, 2e-5f, "offset 100");
    }

    private static void Check(FeatureMap map, int groups, Activation activation, bool rows, bool residual)
    {
        var outputs = activation == Activation.Glu ? map.Channels / 2 : map.Channels;
        var yMap = new FeatureMap(outputs, map.Height, map.Width);
        var uneven = map.Width % 4;
        using var x = GuardedBuffer.Random(map.Span, 1, 2, uneven);
        using var gamma = GuardedBuffer.Random(map.Channels, 2);
        using var beta = GuardedBuffer.Random(map.Channels, 3);
        using var scale = GuardedBuffer.Random(outputs, 5);
        using var before = GuardedBuffer.Random(yMap.Span, 4);
        var expected = new float[yMap.Span];
        Reference.GroupNorm(
            groups, gamma.Span, beta.Span, activation, scale.Span, 1e-5f, rows, x.Span, map, residual ? before.Span : default, expected, yMap);
        var results = new Dictionary<KernelSet, float[]>();
        KernelAssert.ForEveryEngine(engine =>
        {
            using var y = new GuardedBuffer(yMap.Span, 3 - uneven);
            before.Span.CopyTo(y.Span);
            var norm = new GroupNorm(engine, groups, gamma.Span, beta.Span, activation, scale.Span);
            if (rows)
                norm.RunRows(x.Span, map, residual ? y.Span : default, y.Span, yMap);
            else
                norm.Run(x.Span, map, residual ? y.Span : default, y.Span, yMap);
            KernelAssert.Close(expected, y.Span, 5e-6f, $"{engine.Kernels} {activation} {map} groups {groups} rows {rows}");
            // The same bits at any number of threads.
            if (!results.TryAdd(engine.Kernels, y.Span.ToArray()))
                Assert.Equal(results[engine.Kernels], y.Span.ToArray());
        });
    }
}
