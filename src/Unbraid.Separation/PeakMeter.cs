using System.Globalization;
using System.Numerics.Tensors;

namespace Unbraid.Separation;

/// <summary>How far sound goes beyond full scale, which all formats but 32-bit float cut off.</summary>
internal sealed class PeakMeter
{
    private float _peak;

    /// <summary>By how many dB the loudest sample is beyond full scale, rounded up to tenths; null where none is.</summary>
    public string? Excess => _peak > 1 ? (Math.Ceiling(200 * Math.Log10(_peak)) / 10).ToString("0.0", CultureInfo.InvariantCulture) : null;

    public void Add(ReadOnlySpan<float> samples)
    {
        // The sample of the largest magnitude comes with its sign.
        if (!samples.IsEmpty)
            _peak = Math.Max(_peak, Math.Abs(TensorPrimitives.MaxMagnitude(samples)));
    }
}
