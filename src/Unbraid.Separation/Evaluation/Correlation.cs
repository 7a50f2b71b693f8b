using System.Numerics;
using System.Numerics.Tensors;

namespace Unbraid.Separation.Evaluation;

/// <summary>
/// Correlations of sources with each other and with targets at lags 0 to taps - 1, over whole tracks:
/// sum_m a[m] b[m + lag]. In double precision, because the systems they make are badly conditioned.
/// </summary>
internal sealed class Correlation
{
    private const int TransformLength = 8192;

    private readonly int _taps;
    private readonly int _sources;
    private readonly int _others;
    private readonly double[] _values;

    private Correlation(int taps, int sources, int others)
    {
        _taps = taps;
        _sources = sources;
        _others = others;
        _values = new double[sources * others * taps];
    }

    /// <summary>Correlates every source with every source and every target, block by block through spectra.</summary>
    /// <param name="sources">[sources][frames].</param>
    /// <param name="targets">[targets][frames].</param>
    /// <param name="taps">Number of lags.</param>
    public static Correlation Of(float[][] sources, float[][] targets, int taps)
    {
        float[][] others = [.. sources, .. targets];
        var result = new Correlation(taps, sources.Length, others.Length);
        var fft = new DoubleFft(TransformLength);
        int bins = (TransformLength / 2) + 1;
        int block = TransformLength - taps + 1;
        int frames = sources[0].Length;
        var re = new double[sources.Length * others.Length][];
        var im = new double[re.Length][];
        for (int i = 0; i < re.Length; i++)
        {
            re[i] = new double[bins];
            im[i] = new double[bins];
        }

        var blocks = Spectra(sources.Length, bins);
        var extended = Spectra(others.Length, bins);
        for (int begin = 0; begin < frames; begin += block)
        {
            int length = Math.Min(block, frames - begin);
            Transform(fft, sources, begin, length, blocks);
            Transform(fft, others, begin, Math.Min(block + taps - 1, frames - begin), extended);
            foreach (var (_, aIm) in blocks)
            {
                TensorPrimitives.Negate(aIm, aIm);
            }

            for (int a = 0; a < sources.Length; a++)
            {
                for (int b = 0; b < others.Length; b++)
                {
                    MultiplyAdd(blocks[a], extended[b], re[(a * others.Length) + b], im[(a * others.Length) + b]);
                }
            }
        }

        for (int i = 0; i < re.Length; i++)
        {
            fft.InverseReal(re[i], im[i], result._values.AsSpan(i * taps, taps));
        }

        return result;
    }

    /// <summary>The filters that bring sources closest to targets in the sense of least squares.</summary>
    /// <param name="firstSource">First source.</param>
    /// <param name="sources">Number of sources.</param>
    /// <param name="firstTarget">First target.</param>
    /// <param name="targets">Number of targets.</param>
    /// <returns>[taps, sources, targets].</returns>
    public double[] FitFilters(int firstSource, int sources, int firstTarget, int targets)
    {
        // A ridge of -100 dB keeps stems that are equal in both channels, or empty above some frequency, from making the system singular.
        const double Ridge = 1e-10;
        var system = new double[_taps * sources * sources];
        var right = new double[_taps * sources * targets];
        for (int lag = 0; lag < _taps; lag++)
        {
            for (int a = 0; a < sources; a++)
            {
                for (int b = 0; b < sources; b++)
                {
                    system[(((lag * sources) + a) * sources) + b] = At(firstSource + a, firstSource + b, lag);
                }

                for (int c = 0; c < targets; c++)
                {
                    right[(((lag * sources) + a) * targets) + c] = At(firstSource + a, _sources + firstTarget + c, lag);
                }
            }
        }

        for (int a = 0; a < sources; a++)
        {
            ref double energy = ref system[(a * sources) + a];
            energy = energy == 0 ? 1 : energy * (1 + Ridge);
        }

        return BlockToeplitz.Solve(system, right, _taps, sources, targets);
    }

    private double At(int source, int other, int lag) => _values[(((source * _others) + other) * _taps) + lag];

    private static (double[] Re, double[] Im)[] Spectra(int count, int bins) =>
        [.. Enumerable.Range(0, count).Select(_ => (new double[bins], new double[bins]))];

    // Two real signals travel as real and imaginary part through one transform.
    private static void Transform(DoubleFft fft, float[][] signals, int begin, int length, (double[] Re, double[] Im)[] spectra)
    {
        for (int i = 0; i < signals.Length; i += 2)
        {
            int second = Math.Min(i + 1, signals.Length - 1);
            fft.ForwardReal(signals[i].AsSpan(begin, length), signals[second].AsSpan(begin, length), spectra[i], spectra[second]);
        }
    }

    private static void MultiplyAdd((double[] Re, double[] Im) a, (double[] Re, double[] Im) b, double[] re, double[] im)
    {
        // a is conjugate already: (ar + i ai)(br + i bi)
        int width = Vector<double>.Count;
        int i = 0;
        for (; i <= re.Length - width; i += width)
        {
            var (ar, ai) = (new Vector<double>(a.Re, i), new Vector<double>(a.Im, i));
            var (br, bi) = (new Vector<double>(b.Re, i), new Vector<double>(b.Im, i));
            (new Vector<double>(re, i) + (ar * br) - (ai * bi)).CopyTo(re, i);
            (new Vector<double>(im, i) + (ar * bi) + (ai * br)).CopyTo(im, i);
        }

        for (; i < re.Length; i++)
        {
            re[i] += (a.Re[i] * b.Re[i]) - (a.Im[i] * b.Im[i]);
            im[i] += (a.Re[i] * b.Im[i]) + (a.Im[i] * b.Re[i]);
        }
    }
}
