using System.Runtime.CompilerServices;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>State-variable filter in the trapezoidal form of A. Simper (2013): stable while its frequency moves.</summary>
internal struct Filter
{
    private double _g;
    private double _k;
    private double _scale;
    private double _a;
    private double _b;
    private double _low;
    private double _band;
    private double _high;

    public Filter(double hertz, double q) => Set(hertz, q);

    /// <summary>Moves the frequency; what sounds in the filter goes on.</summary>
    public void Set(double hertz, double q)
    {
        double half = 0.5 * Math.Clamp(hertz, 10, 0.45 * Clock.Rate) / Clock.Rate;
        _g = Numeric.Sine(half) / Numeric.Cosine(half);
        _k = 1 / q;
        _scale = 1 / (1 + (_g * _k) + (_g * _g));
    }

    public double Low(double x)
    {
        Run(x);
        return _low;
    }

    public double High(double x)
    {
        Run(x);
        return _high;
    }

    /// <summary>The band, 1 at its middle.</summary>
    public double Band(double x)
    {
        Run(x);
        return _band * _k;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Run(double x)
    {
        _high = (x - ((_k + _g) * _a) - _b) * _scale;
        _band = _a + (_g * _high);
        _low = _b + (_g * _band);
        _a = _band + (_g * _high);
        _b = _low + (_g * _band);
    }
}
