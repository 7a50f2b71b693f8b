using System.Runtime.CompilerServices;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>A sine that fades, by the recurrence of a damped resonator: two products a frame.</summary>
internal struct Partial
{
    private readonly double _c1;
    private readonly double _c2;
    private double _y1;
    private double _y2;

    /// <param name="hertz">Frequency.</param>
    /// <param name="amplitude">At the start.</param>
    /// <param name="seconds">Time in which it falls to 1/e; infinity for a steady one.</param>
    /// <param name="turns">Phase at the start.</param>
    public Partial(double hertz, double amplitude, double seconds, double turns = 0)
    {
        double decay = Numeric.Exp(-1 / (seconds * Clock.Rate)), step = hertz / Clock.Rate;
        _c1 = 2 * decay * Numeric.Cosine(step);
        _c2 = -decay * decay;
        _y1 = amplitude * Numeric.Sine(turns - step) / decay;
        _y2 = amplitude * Numeric.Sine(turns - (2 * step)) / (decay * decay);
    }

    public double Next()
    {
        double y = (_c1 * _y1) + (_c2 * _y2);
        _y2 = _y1;
        _y1 = y;
        return y;
    }

    /// <summary>Adds a stretch of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(Span<float> sound)
    {
        double c1 = _c1, c2 = _c2, y1 = _y1, y2 = _y2;
        for (int i = 0; i < sound.Length; i++)
        {
            double y = (c1 * y1) + (c2 * y2);
            y2 = y1;
            y1 = y;
            sound[i] += (float)y;
        }

        (_y1, _y2) = (y1, y2);
    }
}
