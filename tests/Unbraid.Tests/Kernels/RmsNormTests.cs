using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class RmsNormTests
{
    [Fact]
    public void Rows_of_every_length_agree_with_the_formula()
    {
        foreach (var features in KernelAssert.Sizes)
        {
            foreach (var rows in (int[])[1, 63, 65, 130])
            {
                using var x = GuardedBuffer.Random(rows * features, features, 3);
                using var gamma = GuardedBuffer.Random(features, 2, 1);
                var expected = new float[rows * features];
                for (var row = 0; row < rows; row++)
                {
                    var length = Math.Sqrt(x.Span.Slice(row * features, features).ToArray().Sum(v => (double)v * v));
                    for (var i = 0; i < features; i++)
                        expected[(row * features) + i] = (float)(x.Span[(row * features) + i] / Math.Max(length, 1e-12) * Math.Sqrt(features) * gamma.Span[i]);
                }

                KernelAssert.ForEveryEngine(engine =>
                {
                    using var y = new GuardedBuffer(rows * features);
                    var norm = new RmsNorm(engine, gamma.Span);
                    norm.Run(x.Span, rows, y.Span);
                    KernelAssert.Close(expected, y.Span, 2e-6f, $"{engine.Kernels} {rows} x {features}");
                    var apart = y.Span.ToArray();
                    x.Span.CopyTo(y.Span);
                    norm.Run(y.Span, rows, y.Span);
                    Assert.Equal(apart, y.Span.ToArray());
                });
            }
        }
    }

    [Fact]
    public void Silence_stays_silence()
    {
        using var engine = new Engine(1);
        var y = new float[8];
        new RmsNorm(engine, [1, 1, 1, 1]).Run([0, 0, 0, 0, 1e-20f, 0, 0, 0], 2, y);
        Assert.Equal([0f, 0f, 0f, 0f], y[..4]);
        Assert.Equal(2e-8f, y[4], 1e-10f); // shorter than 1e-12 is not blown up to length 1
    }
}
