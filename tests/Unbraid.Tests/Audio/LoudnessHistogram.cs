namespace Unbraid.Tests.Audio;

/// <summary>Energies of blocks above -70 LUFS, counted in steps of 0.01 LU.</summary>
internal sealed class LoudnessHistogram
{
    private const double Gate = -70;
    private const double Highest = 30;
    private const double StepsPerUnit = 100;

    private readonly long[] _counts = new long[(int)((Highest - Gate) * StepsPerUnit)];
    private readonly double[] _energies = new double[(int)((Highest - Gate) * StepsPerUnit)];

    /// <summary>BS.1770: -0.691 + 10 log10 of the weighted mean square.</summary>
    public static double ToLufs(double energy) => -0.691 + (10 * Math.Log10(energy));

    public void Add(double energy)
    {
        double loudness = ToLufs(energy);
        if (loudness > Gate)
        {
            int step = StepOf(energy);
            _counts[step]++;
            _energies[step] += energy;
        }
    }

    /// <summary>Mean energy of the blocks from the step of <paramref name="energy"/> on; 0 if there are none.</summary>
    public double MeanAbove(double energy)
    {
        long count = 0;
        double sum = 0;
        for (int step = StepOf(energy); step < _counts.Length; step++)
        {
            count += _counts[step];
            sum += _energies[step];
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>Loudness below which a fraction of those blocks lies; 0 if there are none.</summary>
    public double PercentileAbove(double energy, double fraction)
    {
        int first = StepOf(energy);
        long count = 0;
        for (int step = first; step < _counts.Length; step++)
        {
            count += _counts[step];
        }

        long rank = (long)Math.Round((count - 1) * fraction);
        for (int step = first; step < _counts.Length; step++)
        {
            rank -= _counts[step];
            if (rank < 0 && count > 0)
            {
                return ToLufs(_energies[step] / _counts[step]);
            }
        }

        return 0;
    }

    private static int StepOf(double energy) =>
        energy <= 0 ? 0 : (int)Math.Clamp((ToLufs(energy) - Gate) * StepsPerUnit, 0, ((Highest - Gate) * StepsPerUnit) - 1);
}
