namespace Unbraid.Separation.Evaluation;

/// <summary>Distances between an estimated stem and the true one. Sounds are [channels][frames], all of one shape.</summary>
internal static class SourceMetrics
{
    private const double Epsilon = 1e-7;

    /// <summary>
    /// uSDR in dB over all samples of all channels: 10 log10((sum s^2 + 1e-7) / (sum (s - e)^2 + 1e-7)), the "global SDR" of the Sound
    /// Demixing Challenges (Mitsufuji et al., Music Demixing Challenge 2021, Frontiers in Signal Processing 1, 2022).
    /// </summary>
    public static double Usdr(float[][] reference, float[][] estimate)
    {
        var (signal, error) = (0.0, 0.0);
        for (int channel = 0; channel < reference.Length; channel++)
        {
            var (energy, difference) = Energies(reference[channel], estimate[channel]);
            signal += energy;
            error += difference;
        }

        return 10 * Math.Log10((signal + Epsilon) / (error + Epsilon));
    }

    /// <summary>
    /// SI-SDR in dB: the estimate is compared with its own projection on the reference, one factor for all channels, no mean removed
    /// (Le Roux et al., SDR - half-baked or well done?, ICASSP 2019). Infinite for a perfect estimate, NaN where either is silent.
    /// </summary>
    public static double SiSdr(float[][] reference, float[][] estimate)
    {
        var (cross, referenceEnergy, estimateEnergy) = (0.0, 0.0, 0.0);
        for (int channel = 0; channel < reference.Length; channel++)
        {
            var (r, e) = (reference[channel], estimate[channel]);
            for (int i = 0; i < r.Length; i++)
            {
                cross += (double)r[i] * e[i];
                referenceEnergy += (double)r[i] * r[i];
                estimateEnergy += (double)e[i] * e[i];
            }
        }

        if (referenceEnergy == 0 || estimateEnergy == 0)
        {
            return double.NaN;
        }

        double scale = cross / referenceEnergy;
        double residue = 0;
        for (int channel = 0; channel < reference.Length; channel++)
        {
            var (r, e) = (reference[channel], estimate[channel]);
            for (int i = 0; i < r.Length; i++)
            {
                double difference = e[i] - (scale * r[i]);
                residue += difference * difference;
            }
        }

        return 10 * Math.Log10(scale * scale * referenceEnergy / residue);
    }

    /// <summary>Sum of s^2 and of (s - e)^2.</summary>
    internal static (double Signal, double Error) Energies(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate)
    {
        var (signal, error) = (0.0, 0.0);
        for (int i = 0; i < reference.Length; i++)
        {
            double s = reference[i];
            double difference = s - estimate[i];
            signal += s * s;
            error += difference * difference;
        }

        return (signal, error);
    }
}
