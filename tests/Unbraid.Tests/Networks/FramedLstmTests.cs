using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Demucs;
using Xunit;

namespace Unbraid.Tests.Networks;

public class FramedLstmTests
{
    private const int Channels = 6;

    [Theory]
    [InlineData(201)]
    [InlineData(250)]
    [InlineData(300)]
    [InlineData(431)]
    public void A_long_sequence_is_the_middles_of_frames_of_200_steps(int steps)
    {
        using var engine = new Engine(1);
        var lstm = new FramedLstm(engine, new SyntheticTensors(), Channels);
        var x = Enumerable.Range(0, Channels * steps).Select(i => (float)SyntheticTensors.Unit((ulong)i)).ToArray();
        var actual = Run(lstm, x, steps);

        // Frames start every 100 steps, zeros behind the end; 50 steps at either side of a frame are left to its neighbours.
        var frames = (steps + 99) / 100;
        for (var frame = 0; frame < frames; frame++)
        {
            var part = new float[Channels * 200];
            for (var i = 0; i < part.Length; i++)
            {
                var step = (frame * 100) + (i % 200);
                part[i] = step < steps ? x[(i / 200 * steps) + step] : 0;
            }

            var expected = Run(lstm, part, 200);
            var from = frame == 0 ? 0 : 50;
            var to = frame == frames - 1 ? 200 : 150;
            for (var i = from; i < to && (frame * 100) + i < steps; i++)
            {
                for (var c = 0; c < Channels; c++)
                {
                    Assert.Equal(expected[(c * 200) + i], actual[(c * steps) + (frame * 100) + i], 1e-5f);
                }
            }
        }
    }

    private static float[] Run(FramedLstm lstm, float[] x, int steps)
    {
        using var arena = new Arena();
        var scratch = new LayerScratch(arena);
        lstm.Require(scratch, steps);
        scratch.Reserve();
        var y = (float[])x.Clone();
        lstm.Run(y, steps, scratch);
        return y;
    }
}
