namespace Unbraid.Audio;

/// <summary>The taps of a <see cref="Resampler"/>: a Kaiser-windowed sinc, sampled at every phase that an output can have between two inputs.</summary>
/// <remarks>
/// The window spans 64 samples of the lower rate to each side with beta = 10.6 (Kaiser and Schafer, IEEE Trans. ASSP 28, 1980);
/// the sinc's cut-off is 0.947 of the lower Nyquist frequency, so that the stop band (104 dB) begins at that frequency and the pass band
/// (flat to 1e-5) ends at 0.89 of it.
/// The taps of every phase sum to 1.
/// </remarks>
internal sealed class ResamplingFilter
{
    private const double HalfWidth = 64;
    private const double Beta = 10.6;
    private const double CutOff = 0.947;
    private const int MostExactTaps = 1 << 20;
    private const double InterpolatedPhases = 2048;

    private readonly float[] _taps;

    /// <param name="inputStep">Input rate divided by the greatest common divisor of both rates.</param>
    /// <param name="outputStep">Output rate divided by the same.</param>
    public ResamplingFilter(int inputStep, int outputStep)
    {
        double stretch = Math.Max(1, (double)inputStep / outputStep);
        bool identity = inputStep == outputStep;
        Before = identity ? 0 : (int)Math.Ceiling(HalfWidth * stretch);
        int width = (Before * 2) + 2;
        Taps = (width + 7) / 8 * 8;
        IsExact = (long)outputStep * Taps <= MostExactTaps;

        // Blending errs by (pi f / 2 phases)^2 / 2 at f times the input's Nyquist frequency; a stretched kernel lets only low f through.
        Phases = IsExact ? outputStep : (int)Math.Ceiling(InterpolatedPhases / stretch);

        // One row more than phases: the blend of the last phase needs the first one of the next sample.
        _taps = new float[(Phases + 1) * Taps];
        var row = new double[Taps];
        for (int phase = 0; phase <= Phases; phase++)
        {
            double sum = 0;
            for (int tap = 0; tap < Taps; tap++)
            {
                double t = tap - Before - ((double)phase / Phases);
                row[tap] = identity ? (t == 0 ? 1 : 0) : Kernel(t / stretch);
                sum += row[tap];
            }

            for (int tap = 0; tap < Taps; tap++)
            {
                _taps[(phase * Taps) + tap] = sum == 0 ? 0 : (float)(row[tap] / sum);
            }
        }
    }

    /// <summary>Inputs before the one at or just before an output that the first tap meets.</summary>
    public int Before { get; }

    /// <summary>Taps of one phase, a multiple of 8.</summary>
    public int Taps { get; }

    /// <summary>Rows of the table between two inputs.</summary>
    public int Phases { get; }

    /// <summary>Whether every phase that occurs has its row; otherwise neighbouring rows are blended.</summary>
    public bool IsExact { get; }

    /// <summary>The taps of a phase, 0 to <see cref="Phases"/>.</summary>
    public ReadOnlySpan<float> Row(int phase) => _taps.AsSpan(phase * Taps, Taps);

    private static double Kernel(double t)
    {
        double at = t / HalfWidth;
        if (Math.Abs(at) >= 1)
        {
            return 0;
        }

        double angle = Math.PI * CutOff * t;
        double sinc = angle == 0 ? 1 : Math.Sin(angle) / angle;
        return sinc * BesselI0(Beta * Math.Sqrt(1 - (at * at))) / BesselI0(Beta);
    }

    /// <summary>Modified Bessel function of the first kind and order 0, by its power series.</summary>
    private static double BesselI0(double x)
    {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
