using Unbraid.Audio;

namespace Unbraid.Tests.Composition;

/// <summary>Measures a tempo in sound: rises in a log spectrum, and how well they agree with themselves one to eight beats later.</summary>
internal static class TempoEstimate
{
    private const int Window = 1024;
    private const int Hop = 220;
    private const int Bands = 40;

    /// <summary>Beats per minute, or 0 where nothing repeats.</summary>
    /// <param name="mono">The sound.</param>
    /// <param name="rate">In Hz.</param>
    public static double Of(ReadOnlySpan<float> mono, int rate)
    {
        var onsets = Onsets(mono);
        double frames = (double)rate / Hop, best = 0, bestScore = double.MinValue;
        var agreement = Autocorrelation(onsets, (int)(frames * 60 / 40 * 8) + 2);
        for (double tempo = 50; tempo <= 200; tempo *= 1.001)
        {
            double lag = 60 * frames / tempo, score = 0;
            foreach (int beats in (int[])[1, 2, 3, 4, 8])
            {
                score += At(agreement, beats * lag) / 5;
            }

            // A listener taps near 110 (after D. Ellis, "Beat tracking by dynamic programming", 2007).
            double octaves = Math.Log2(tempo / 110);
            score *= Math.Exp(-0.5 * octaves * octaves / 0.8);
            (best, bestScore) = score > bestScore ? (tempo, score) : (best, bestScore);
        }

        return best;
    }

    private static float[] Onsets(ReadOnlySpan<float> mono)
    {
        var fft = new RealFft(Window);
        float[] frame = new float[Window], re = new float[fft.Bins], im = new float[fft.Bins], bands = new float[Bands], last = new float[Bands];
        var onsets = new float[Math.Max(0, (mono.Length - Window) / Hop)];
        for (int t = 0; t < onsets.Length; t++)
        {
            for (int i = 0; i < Window; i++)
            {
                frame[i] = mono[(t * Hop) + i] * (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Window)));
            }

            fft.Forward(frame, re, im);
            bands.AsSpan().Clear();
            for (int k = 1; k < fft.Bins; k++)
            {
                bands[Math.Min(Bands - 1, (int)(Bands * Math.Log2(k) / Math.Log2(fft.Bins)))] += (re[k] * re[k]) + (im[k] * im[k]);
            }

            for (int b = 0; b < Bands; b++)
            {
                float level = MathF.Log(1e-3f + bands[b]);
                onsets[t] += t > 0 ? Math.Max(0, level - last[b]) : 0;
                last[b] = level;
            }
        }

        // What rises all the time is no onset.
        float[] flat = new float[onsets.Length];
        for (int t = 0; t < flat.Length; t++)
        {
            int from = Math.Max(0, t - 50), to = Math.Min(flat.Length, t + 50);
            float mean = 0;
            for (int i = from; i < to; i++)
            {
                mean += onsets[i];
            }

            flat[t] = Math.Max(0, onsets[t] - (mean / (to - from)));
        }

        return flat;
    }

    private static double[] Autocorrelation(float[] x, int lags)
    {
        var result = new double[Math.Min(lags, x.Length)];
        for (int lag = 0; lag < result.Length; lag++)
        {
            double sum = 0;
            for (int i = lag; i < x.Length; i++)
            {
                sum += x[i] * x[i - lag];
            }

            result[lag] = sum / (x.Length - lag);
        }

        return result;
    }

    /// <summary>The best of the neighbourhood, because players are not machines.</summary>
    private static double At(double[] values, double lag)
    {
        int at = (int)Math.Round(lag);
        return at < 1 || at + 1 >= values.Length ? 0 : (0.25 * values[at - 1]) + (0.5 * values[at]) + (0.25 * values[at + 1]);
    }
}
