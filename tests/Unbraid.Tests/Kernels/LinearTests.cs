using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class LinearTests
{
    [Fact]
    public void Every_number_of_rows_outputs_and_inputs_agrees_with_the_plain_loops()
    {
        foreach (var size in KernelAssert.Sizes)
        {
            Check(size, 33, 17, Activation.None, false);
            Check(13, size, 33, Activation.Gelu, true);
            Check(5, 31, size, Activation.Relu, false);
        }

        // Deeper than a slice of the sum.
        Check(25, 33, 2100, Activation.None, true);
        Check(25, 33, 1025, Activation.None, false);
        Check(7, 33, 1300, Activation.Gelu, true);
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
        var uneven = (rows + outputs + inputs) % 4;
        using var x = GuardedBuffer.Random(rows * inputs, 1, 1, uneven);
        using var weights = GuardedBuffer.Random(outputs * inputs, 2);
        using var bias = GuardedBuffer.Random(outputs, 3);
        using var residual = GuardedBuffer.Random(rows * outputs, 4);
        var expected = new float[rows * outputs];
        Reference.Multiply(x.Span, weights.Span, bias.Span, activation, rows, inputs, outputs, inPlaceResidual ? residual.Span : default, expected);
        float[]? oneThread = null;
        KernelSet? set = null;
        KernelAssert.ForEveryEngine(engine =>
        {
            using var y = new GuardedBuffer(rows * outputs, 3 - uneven);
            residual.Span.CopyTo(y.Span);
            new Linear(engine, inputs, outputs, weights.Span, bias.Span, activation).Run(x.Span, rows, inPlaceResidual ? y.Span : default, y.Span);
            KernelAssert.Close(expected, y.Span, 2e-6f * MathF.Sqrt(inputs), $"{engine.Kernels} [{rows}, {inputs}] x [{outputs}, {inputs}]");
            if (set == engine.Kernels)
                Assert.Equal(oneThread!, y.Span.ToArray());
            (set, oneThread) = (engine.Kernels, y.Span.ToArray());
        });
    }
}
