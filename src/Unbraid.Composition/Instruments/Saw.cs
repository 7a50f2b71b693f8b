using System.Runtime.CompilerServices;

namespace Unbraid.Composition.Instruments;

/// <summary>A sawtooth whose corners are rounded so that it does not alias (polynomial BLEP; Välimäki, Pekonen and Nam, JASA 131, 2012).</summary>
internal struct Saw(double phase)
{
    private double _phase = phase;

    /// <param name="step">Periods per frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Next(double step)
    {
        _phase += step;
        _phase -= _phase >= 1 ? 1 : 0;
        double value = (2 * _phase) - 1;
        if (_phase < step)
        {
            double t = _phase / step;
            value -= t + t - (t * t) - 1;
        }
        else if (_phase > 1 - step)
        {
            double t = (_phase - 1) / step;
            value -= (t * t) + t + t + 1;
        }

        return value;
    }
}
