namespace Unbraid.Demo;

/// <summary>State-variable filter in the trapezoidal form of A. Simper (2013): stable while its frequency moves.</summary>
internal struct Filter
{
    private double _a;
    private double _b;
    private double _low;
    private double _band;
    private double _high;

    public double Low(double x, double hertz, double q)
    {
        Run(x, hertz, q);
        return _low;
    }

    public double Band(double x, double hertz, double q)
    {
        Run(x, hertz, q);
        return _band / q;
    }

    public double High(double x, double hertz, double q)
    {
        Run(x, hertz, q);
        return _high;
    }

    private void Run(double x, double hertz, double q)
    {
        var g = Math.Tan(Math.PI * Math.Min(hertz, 0.45 * Score.Rate) / Score.Rate);
        _high = (x - (1 / q + g) * _a - _b) / (1 + g / q + g * g);
        _band = _a + g * _high;
        _low = _b + g * _band;
        _a = _band + g * _high;
        _b = _low + g * _band;
    }
}
