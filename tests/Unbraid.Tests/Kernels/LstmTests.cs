using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class LstmTests
{
    [Fact]
    public void Every_number_of_inputs_units_steps_and_sequences_agrees_with_the_plain_loops()
    {
        foreach (var size in KernelAssert.Sizes)
        {
            Both_directions_agree_with_the_plain_loops_along_either_axis(size, 5, 2, 3);
            Both_directions_agree_with_the_plain_loops_along_either_axis(3, 4, 2, size);

            // Four gates to a unit, eight steps to a chunk: wide and long sequences are dear and tell nothing more.
            if (size is <= 34 or 63 or 64 or 65 or >= 127)
            {
                Both_directions_agree_with_the_plain_loops_along_either_axis(2, size, 2, 2);
                Both_directions_agree_with_the_plain_loops_along_either_axis(3, 4, size, 2);
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 5, 2, 4)]
    [InlineData(16, 16, 9, 24)]
    [InlineData(33, 17, 17, 25)]
    [InlineData(12, 40, 8, 57)]
    public void Both_directions_agree_with_the_plain_loops_along_either_axis(int inputs, int hidden, int steps, int sequences)
    {
        var positions = steps * sequences;
        using var x = GuardedBuffer.Random(positions * inputs, 1, 2, inputs % 4);
        using var forward = new Weights(inputs, hidden, 10);
        using var backward = new Weights(inputs, hidden, 20);
        SequenceLayout[] layouts = [new(steps, sequences, sequences, 1), new(steps, sequences, 1, steps)];
        foreach (var layout in layouts)
        {
            var expected = new float[positions * 2 * hidden];
            Reference.Lstm(forward.Input.Span, forward.Hidden.Span, forward.SumOfBiases(), inputs, hidden, false, x.Span, layout, expected);
            Reference.Lstm(backward.Input.Span, backward.Hidden.Span, backward.SumOfBiases(), inputs, hidden, true, x.Span, layout, expected);
            float[]? last = null;
            KernelSet? set = null;
            KernelAssert.ForEveryEngine(engine =>
            {
                using var y = new GuardedBuffer(positions * 2 * hidden, hidden % 4);
                new BidirectionalLstm(engine, inputs, hidden, forward.View, backward.View).Run(x.Span, layout, y.Span);
                KernelAssert.Close(expected, y.Span, 1e-5f, $"{engine.Kernels} {layout}");
                if (set == engine.Kernels)
                    Assert.Equal(last!, y.Span.ToArray());
                (set, last) = (engine.Kernels, y.Span.ToArray());
            });
        }
    }

    private sealed class Weights(int inputs, int hidden, int seed) : IDisposable
    {
        public GuardedBuffer Input { get; } = GuardedBuffer.Random(4 * hidden * inputs, seed, 0.5f);

        public GuardedBuffer Hidden { get; } = GuardedBuffer.Random(4 * hidden * hidden, seed + 1, 0.5f);

        public GuardedBuffer InputBias { get; } = GuardedBuffer.Random(4 * hidden, seed + 2, 0.5f);

        public GuardedBuffer HiddenBias { get; } = GuardedBuffer.Random(4 * hidden, seed + 3, 0.5f);

        public LstmWeights View =>
            new() { Input = Input.Span, Hidden = Hidden.Span, InputBias = InputBias.Span, HiddenBias = HiddenBias.Span };

        public float[] SumOfBiases()
        {
            var sum = InputBias.Span.ToArray();
            for (var i = 0; i < sum.Length; i++)
                sum[i] += HiddenBias.Span[i];
            return sum;
        }

        public void Dispose()
        {
            Input.Dispose();
            Hidden.Dispose();
            InputBias.Dispose();
            HiddenBias.Dispose();
        }
    }
}
