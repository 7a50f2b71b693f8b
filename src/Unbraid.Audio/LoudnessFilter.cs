namespace Unbraid.Audio;

/// <summary>The K-weighting of BS.1770 for one channel: a shelf for the head, then a high-pass.</summary>
/// <remarks>
/// The standard gives coefficients for 48 kHz alone. These are the analogue prototypes behind them (Mansbridge, Finn and Reiss, "Implementation
/// and evaluation of autonomous multi-track fader control", AES 132, 2012) through the bilinear transform at any rate.
/// </remarks>
internal sealed class LoudnessFilter
{
    private readonly Biquad _shelf;
    private readonly Biquad _highPass;
    private State _shelfState;
    private State _highPassState;

    /// <param name="sampleRate">Of the sound, in Hz.</param>
    public LoudnessFilter(int sampleRate)
    {
        const double ShelfFrequency = 1681.974450955533;
        const double ShelfGain = 3.999843853973347;
        const double ShelfQ = 0.7071752369554196;
        double k = Math.Tan(Math.PI * ShelfFrequency / sampleRate);
        double high = Math.Pow(10, ShelfGain / 20);
        double band = Math.Pow(high, 0.4996667741545416);
        double a0 = 1 + (k / ShelfQ) + (k * k);
        _shelf = new Biquad(
            (high + (band * k / ShelfQ) + (k * k)) / a0, 2 * ((k * k) - high) / a0, (high - (band * k / ShelfQ) + (k * k)) / a0,
            2 * ((k * k) - 1) / a0, (1 - (k / ShelfQ) + (k * k)) / a0);

        const double HighPassFrequency = 38.13547087602444;
        const double HighPassQ = 0.5003270373238773;
        k = Math.Tan(Math.PI * HighPassFrequency / sampleRate);
        a0 = 1 + (k / HighPassQ) + (k * k);
        _highPass = new Biquad(1, -2, 1, 2 * ((k * k) - 1) / a0, (1 - (k / HighPassQ) + (k * k)) / a0);
    }

    /// <summary>Filters one channel of interleaved frames and returns the sum of the squared output.</summary>
    public double Energy(ReadOnlySpan<float> interleaved, int channel, int channels)
    {
        double energy = 0;
        var shelf = _shelfState;
        var highPass = _highPassState;
        for (int i = channel; i < interleaved.Length; i += channels)
        {
            double y = _highPass.Step(_shelf.Step(interleaved[i], ref shelf), ref highPass);
            energy += y * y;
        }

        // What is left of a sound after a long silence would otherwise end in denormal numbers, which are slow.
        _shelfState = shelf.Flushed();
        _highPassState = highPass.Flushed();
        return energy;
    }

    private record struct State(double First, double Second)
    {
        public readonly State Flushed() => Math.Abs(First) + Math.Abs(Second) < 1e-30 ? default : this;
    }

    private readonly record struct Biquad(double B0, double B1, double B2, double A1, double A2)
    {
        /// <summary>Transposed direct form II.</summary>
        public double Step(double x, ref State state)
        {
            double y = (B0 * x) + state.First;
            state.First = (B1 * x) - (A1 * y) + state.Second;
            state.Second = (B2 * x) - (A2 * y);
            return y;
        }
    }
}
