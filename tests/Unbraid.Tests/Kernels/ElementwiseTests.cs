using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class ElementwiseTests
{
    [Fact]
    public void Activations_are_accurate_to_the_rounding_of_floats()
    {
        using var engine = new Engine(1);
        var x = new float[40_001];
        for (var i = 0; i < x.Length; i++)
            x[i] = (i - 20_000) / 1000f;
        var y = new float[x.Length];
        foreach (var activation in Enum.GetValues<Activation>().Where(a => a != Activation.Glu))
        {
            Elementwise.Apply(engine, activation, x, y);
            for (var i = 0; i < x.Length; i++)
            {
                var expected = Reference.Activate(activation, x[i]);
                var limit = LimitOf(activation) * Math.Max(1, Math.Abs(x[i]));
                Assert.True(Math.Abs(y[i] - expected) <= limit, $"{activation}({x[i]:R}) is {y[i]:R}, expected {expected:R}.");
            }
        }
    }

    // Those that are fractions lose a last place more where there is no fused multiply-add.
    private static float LimitOf(Activation activation) => activation is Activation.Tanh or Activation.Sigmoid or Activation.Swish ? 4e-7f : 1.2e-7f;

    [Fact]
    public void Sums_scalings_and_transposes_are_exact_at_every_length()
    {
        for (var length = 0; length <= 130; length++)
        {
            using var a = GuardedBuffer.Random(length, 1, 1, length % 4);
            using var b = GuardedBuffer.Random(length, 2);
            KernelAssert.ForEveryEngine(engine =>
            {
                using var y = new GuardedBuffer(length, 3 - (length % 4));
                Elementwise.Add(engine, a.Span, b.Span, y.Span);
                for (var i = 0; i < length; i++)
                    Assert.Equal(a.Span[i] + b.Span[i], y.Span[i]);
                Elementwise.Affine(engine, a.Span, 2, 0, y.Span);
                for (var i = 0; i < length; i++)
                    Assert.Equal(2 * a.Span[i], y.Span[i]);
                a.Span.CopyTo(y.Span);
                Elementwise.Add(engine, y.Span, b.Span, y.Span);
                for (var i = 0; i < length; i++)
                    Assert.Equal(a.Span[i] + b.Span[i], y.Span[i]);
            });
        }

        foreach (var (rows, columns) in KernelAssert.Sizes.SelectMany(n => new[] { (n, 17), (17, n), (n, n) }))
        {
            using var x = GuardedBuffer.Random(rows * columns, 3);
            using var y = new GuardedBuffer(rows * columns);
            using var engine = new Engine(2);
            Elementwise.Transpose(engine, x.Span, rows, columns, y.Span);
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < columns; c++)
                    Assert.Equal(x.Span[(r * columns) + c], y.Span[(c * rows) + r]);
            }
        }
    }

    [Fact]
    public void Statistics_are_those_of_the_whole_in_double()
    {
        using var engine = new Engine(2);
        using var x = GuardedBuffer.Random(100_003, 4);
        var mean = x.Span.ToArray().Average(v => (double)v);
        var variance = x.Span.ToArray().Sum(v => (v - mean) * (v - mean)) / (x.Length - 1);
        var (actualMean, deviation) = Elementwise.Statistics(engine, x.Span);
        Assert.Equal(mean, actualMean, 1e-8);
        Assert.Equal(Math.Sqrt(variance), deviation, 1e-7);
    }

    [Fact]
    public void Fourier_transforms_of_every_length_agree_with_the_plain_loops()
    {
        foreach (var length in KernelAssert.Sizes)
            Fourier_transforms_agree_with_the_plain_loops(length, 1 + (length % 40));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 33)]
    [InlineData(20, 5)]
    [InlineData(34, 64)]
    public void Fourier_transforms_agree_with_the_plain_loops(int length, int inner)
    {
        using var x = GuardedBuffer.Random(2 * length * inner, 5);
        var bins = (length / 2) + 1;
        var spectrum = new float[2 * bins * 2 * inner];
        var back = new float[2 * length * inner];
        Reference.Fourier(length, x.Span, 2, inner, spectrum);
        Reference.InverseFourier(length, spectrum, 2, inner, back);
        KernelAssert.Close(x.Span, back, 1e-6f, "there and back");
        KernelAssert.ForEveryEngine(engine =>
        {
            var fourier = new RealFourier(engine, length);
            using var y = new GuardedBuffer(spectrum.Length, length % 4);
            using var z = new GuardedBuffer(back.Length);
            fourier.Forward(x.Span, 2, inner, y.Span);
            KernelAssert.Close(spectrum, y.Span, 2e-6f, $"{engine.Kernels} forward {length}");
            fourier.Inverse(y.Span, 2, inner, z.Span);
            KernelAssert.Close(back, z.Span, 2e-6f, $"{engine.Kernels} inverse {length}");
        });
    }
}
