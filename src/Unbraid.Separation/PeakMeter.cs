using System.Globalization;
using System.Numerics.Tensors;

namespace Unbraid.Separation;

/// <summary>How far sound goes beyond full scale, which all formats but 32-bit float cut off.</summary>
internal sealed class PeakMeter
{
    // More than what the dither of 16 bits adds.
    private const double Headroom = 0.01;

    private float _peak;

    /// <summary>By how many dB the loudest sample is beyond full scale, rounded up to tenths; null where none is.</summary>
    public string? Excess => _peak > 1 ? (Math.Ceiling(200 * Math.Log10(_peak)) / 10).ToString("0.0", CultureInfo.InvariantCulture) : null;

    /// <summary>The gain in dB, in whole tenths, that leaves no sample beyond full scale: 0 where none is, else less.</summary>
    public double Gain => _peak > 1 ? -Math.Ceiling(10 * ((20 * Math.Log10(_peak)) + Headroom)) / 10 : 0;

    public void Add(ReadOnlySpan<float> samples)
    {
        // The sample of the largest magnitude comes with its sign.
        if (!samples.IsEmpty)
            Add(TensorPrimitives.MaxMagnitude(samples));
    }

    public void Add(float sample) => _peak = Math.Max(_peak, Math.Abs(sample));
}
