using Unbraid.Audio;

namespace Unbraid.Tests.Composition;

/// <summary>Measures a key in sound: how long each pitch class sounds, against the profiles of C. Krumhansl and E. Kessler (1982).</summary>
internal static class KeyEstimate
{
    private const int Window = 8192;
    private static readonly double[] s_major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
    private static readonly double[] s_minor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

    /// <summary>The tonic, C being 0, and the mode.</summary>
    public static (int Tonic, bool Minor) Of(ReadOnlySpan<float> mono, int rate)
    {
        var chroma = Chroma(mono, rate);
        return Enumerable.Range(0, 24)
            .Select(i => (Tonic: i % 12, Minor: i >= 12))
            .MaxBy(key => Correlation(chroma, key.Minor ? s_minor : s_major, key.Tonic));
    }

    private static double[] Chroma(ReadOnlySpan<float> mono, int rate)
    {
        var fft = new RealFft(Window);
        float[] frame = new float[Window], re = new float[fft.Bins], im = new float[fft.Bins];
        var chroma = new double[12];
        for (int at = 0; at + Window <= mono.Length; at += Window / 2)
        {
            for (int i = 0; i < Window; i++)
            {
                frame[i] = mono[at + i] * (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Window)));
            }

            fft.Forward(frame, re, im);
            for (int k = (int)(100.0 * Window / rate); k < 1600.0 * Window / rate; k++)
            {
                // Peaks alone: between them lie noise and the skirts of the window.
                double Power(int bin) => (re[bin] * re[bin]) + (im[bin] * im[bin]);
                double power = Power(k);
                if (power > Power(k - 1) && power > Power(k + 1))
                {
                    double left = Math.Log(Power(k - 1) + 1e-12), middle = Math.Log(power + 1e-12), right = Math.Log(Power(k + 1) + 1e-12);
                    double bin = k + (0.5 * (left - right) / (left - (2 * middle) + right));
                    double pitch = 69 + (12 * Math.Log2(bin * rate / Window / 440));
                    chroma[(((int)Math.Round(pitch) % 12) + 12) % 12] += Math.Pow(power, 0.25);
                }
            }
        }

        return chroma;
    }

    private static double Correlation(double[] chroma, double[] profile, int tonic)
    {
        double meanX = chroma.Average(), meanY = profile.Average(), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < 12; i++)
        {
            double x = chroma[(i + tonic) % 12] - meanX, y = profile[i] - meanY;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }

        return xy / Math.Sqrt((xx * yy) + 1e-30);
    }
}
