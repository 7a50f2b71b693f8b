using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class LinearTests
{
    private static readonly int[] s_sizes = [1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 95, 96, 97, 127, 128, 129, 130];

    [Fact]
    public void Every_number_of_rows_outputs_and_inputs_agrees_with_the_plain_loops()
    {
        foreach (var size in s_sizes)
        {
            Check(size, 33, 17, Activation.None, false);
            Check(13, size, 33, Activation.Gelu, true);
            Check(5, 31, size, Activation.Relu, false);
        }

        Check(130, 129, 300, Activation.Swish, true);
        Check(130, 64, 64, Activation.Tanh, false);
        Check(40, 64, 64, Activation.Sigmoid, false);
    }

    [Fact]
    public void No_rows_are_no_work()
    {
        using var engine = new Engine(2);
        var linear = new Linear(engine, 4, 3, new float[12], []);
        linear.Run([], 0, []);
    }

    private static void Check(int rows, int outputs, int inputs, Activation activation, bool inPlaceResidual)
    {
        using var x = GuardedBuffer.Random(rows * inputs, 1);
        using var weights = GuardedBuffer.Random(outputs * inputs, 2);
        using var bias = GuardedBuffer.Random(outputs, 3);
        using var residual = GuardedBuffer.Random(rows * outputs, 4);
        var expected = new float[rows * outputs];
        Reference.Multiply(x.Span, weights.Span, bias.Span, activation, rows, inputs, outputs, inPlaceResidual ? residual.Span : default, expected);
        float[]? oneThread = null;
        KernelSet? set = null;
        KernelAssert.ForEveryEngine(engine =>
        {
            using var y = new GuardedBuffer(rows * outputs);
            residual.Span.CopyTo(y.Span);
            new Linear(engine, inputs, outputs, weights.Span, bias.Span, activation).Run(x.Span, rows, inPlaceResidual ? y.Span : default, y.Span);
            KernelAssert.Close(expected, y.Span, 2e-6f * MathF.Sqrt(inputs), $"{engine.Kernels} [{rows}, {inputs}] x [{outputs}, {inputs}]");
            if (set == engine.Kernels)
                Assert.Equal(oneThread!, y.Span.ToArray());
            (set, oneThread) = (engine.Kernels, y.Span.ToArray());
        });
    }
}
