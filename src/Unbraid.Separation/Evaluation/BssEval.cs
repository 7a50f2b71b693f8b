namespace Unbraid.Separation.Evaluation;

/// <summary>BSS Eval figures of one stem in dB: one of each for every window; NaN where a source is silent in the window.</summary>
/// <param name="Sdr">Signal to distortion.</param>
/// <param name="Isr">Image to spatial distortion.</param>
/// <param name="Sir">Source to interference.</param>
/// <param name="Sar">Source to artifacts.</param>
internal sealed record BssScores(double[] Sdr, double[] Isr, double[] Sir, double[] Sar)
{
    /// <summary>Median of the windows that have a figure; NaN if none has.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

/// <summary>
/// BSS Eval version 4 for stem images: every estimate is taken apart into the true source, a filtered version of it, what filtered versions of
/// the other sources explain, and the rest. The filters are fitted to the whole track; energies are compared window by window.
/// </summary>
/// <remarks>
/// Vincent, Gribonval and Fevotte, Performance measurement in blind audio source separation, IEEE TASLP 14, 2006; Stoeter, Liutkus and Ito,
/// The 2018 signal separation evaluation campaign, LVA/ICA 2018, for version 4. Windows do not overlap; a last part shorter than one is left out.
/// </remarks>
internal static class BssEval
{
    /// <summary>Length of the filters in samples.</summary>
    public const int FilterTaps = 512;

    /// <summary>Evaluates the estimates of one track.</summary>
    /// <param name="references">True stems, [stems][channels][frames].</param>
    /// <param name="estimates">Estimated stems in the same order and shape.</param>
    /// <param name="windowFrames">Frames of a window, one second as a rule.</param>
    public static IReadOnlyList<BssScores> Evaluate(float[][][] references, float[][][] estimates, int windowFrames)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowFrames);
        int stems = references.Length;
        int channels = references[0].Length;
        int frames = references[0][0].Length;
        int windows = frames / windowFrames;
        BssScores[] scores = [.. Enumerable.Range(0, stems).Select(_ => new BssScores(Gaps(windows), Gaps(windows), Gaps(windows), Gaps(windows)))];
        if (windows == 0)
        {
            return scores;
        }

        float[][] sources = [.. references.SelectMany(stem => stem)];
        float[][] targets = [.. estimates.SelectMany(stem => stem)];
        var correlation = Correlation.Of(sources, targets, FilterTaps);
        var everySource = correlation.FitFilters(0, sources.Length, 0, targets.Length);
        var ownSource = new double[stems][];
        for (int stem = 0; stem < stems; stem++)
        {
            ownSource[stem] = correlation.FitFilters(stem * channels, channels, stem * channels, channels);
        }

        var projection = new WindowProjection(windowFrames, FilterTaps, channels, everySource, ownSource);
        for (int window = 0; window < windows; window++)
        {
            int begin = window * windowFrames;
            if (AnySilent(references, begin, windowFrames) || AnySilent(estimates, begin, windowFrames))
            {
                continue;
            }

            projection.Load(sources, begin);
            for (int stem = 0; stem < stems; stem++)
            {
                var energies = projection.Decompose(stem, references[stem], estimates[stem], begin);
                scores[stem].Sdr[window] = Decibels(energies.Source, energies.Distortion);
                scores[stem].Isr[window] = Decibels(energies.Source, energies.Spatial);
                scores[stem].Sir[window] = Decibels(energies.Own, energies.Interference);
                scores[stem].Sar[window] = Decibels(energies.Every, energies.Artifacts);
            }
        }

        return scores;
    }

    private static double[] Gaps(int windows)
    {
        var values = new double[windows];
        Array.Fill(values, double.NaN);
        return values;
    }

    private static double Decibels(double signal, double error) => error == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / error);

    private static bool AnySilent(float[][][] stems, int begin, int length)
    {
        foreach (float[][] stem in stems)
        {
            bool silent = true;
            for (int i = begin; silent && i < begin + length; i++)
            {
                // As in the reference implementation, channels that cancel count as silence.
                float sum = 0;
                foreach (float[] channel in stem)
                {
                    sum += channel[i];
                }

                silent = sum == 0;
            }

            if (silent)
            {
                return true;
            }
        }

        return false;
    }
}
