using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>
/// Finds how loud each channel is (BS.1770-4), and sets their gains: each at its level among the others, the whole with its rooms at the loudness
/// wanted. Channels are taken as uncorrelated.
/// </summary>
internal static class Balance
{
    private const int Block = 4;

    /// <summary>A gain for each channel, in order.</summary>
    /// <param name="score">What is played.</param>
    /// <param name="loudness">In LUFS.</param>
    /// <param name="progress">Is told the fraction played.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static double[] Find(Score score, double loudness, Action<double> progress, CancellationToken cancellationToken)
    {
        var channels = Desk.Open(score);
        int tenths = 10 * score.Frames / Clock.Rate;
        var powers = new double[channels.Count][];
        for (int i = 0; i < channels.Count; i++)
        {
            powers[i] = channels[i].Powers(tenths, cancellationToken);
            progress((i + 1.0) / channels.Count);
        }

        var levels = channels.Select((channel, i) => channel.Level - Loudness(powers[i])).ToArray();
        var sum = new double[tenths];
        for (int i = 0; i < channels.Count; i++)
        {
            double gain = Numeric.Gain(levels[i]);

            // What is sent from the middle is twice the power of one side.
            for (int tenth = 0; tenth < sum.Length; tenth++)
            {
                sum[tenth] += gain * gain * (1 + (2 * channels[i].Room * channels[i].Room)) * powers[i][tenth];
            }
        }

        // The K-weighting is computed with the C library, whose last bits are not the same everywhere: a hundredth of a decibel is.
        var master = loudness - Loudness(sum);
        return [.. levels.Select(level => Numeric.Gain(Math.Round(level + master, 2)))];
    }

    /// <summary>Gated loudness of powers in tenths of a second.</summary>
    private static double Loudness(double[] tenths)
    {
        var blocks = Enumerable.Range(0, Math.Max(0, tenths.Length - Block + 1)).Select(i => tenths.AsSpan(i, Block).ToArray().Sum() / Block).ToList();
        var loud = blocks.Where(power => Lufs(power) > -70).ToList();
        if (loud.Count == 0)
        {
            return 0;
        }

        var gate = loud.Average() / 10;
        return Lufs(loud.Where(power => power > gate).Average());
    }

    private static double Lufs(double power) => -0.691 + Numeric.Decibels(power);
}
