using Unbraid.Audio;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Audio;

/// <summary>The transform against what PyTorch computed for the recorded networks.</summary>
public sealed class GoldenStftTests
{
    [Fact]
    public void The_spectrogram_of_HTDemucs_is_reproduced()
    {
        using var golden = new Golden("htdemucs-tiny");
        var (input, _, inputShape) = golden.Read("input");
        var (expected, stride, shape) = golden.Read("spectrogram");
        int samples = inputShape[2];
        (int bins, int frames) = (shape[2], shape[3]);
        const int Length = 2048;
        const int Hop = Length / 4;

        // Demucs pads by 3/2 hops in front and to whole hops plus as much behind, drops two frames at each end and the highest bin.
        const int Pad = Hop / 2 * 3;
        var stft = new Stft(new StftOptions { FrameLength = Length, Hop = Hop, Normalized = true });
        var actual = new float[4 * bins * frames];
        for (int channel = 0; channel < 2; channel++)
        {
            var padded = new float[(frames * Hop) + (2 * Pad)];
            for (int i = 0; i < padded.Length; i++)
            {
                int at = Math.Abs(i - Pad);
                padded[i] = input[(channel * samples) + (at < samples ? at : (2 * (samples - 1)) - at)];
            }

            var re = actual.AsSpan(2 * channel * bins * frames, bins * frames);
            var im = actual.AsSpan(((2 * channel) + 1) * bins * frames, bins * frames);
            stft.Forward(padded, 2, frames, bins, re, im, frames);
        }

        double error = 0;
        double energy = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            error += Math.Pow(expected[i] - actual[i * stride], 2);
            energy += Math.Pow(expected[i], 2);
        }

        Assert.True(energy > 1);
        Assert.InRange(10 * Math.Log10(energy / error), 120, double.PositiveInfinity);
    }
}
