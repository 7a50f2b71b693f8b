using System.Runtime.CompilerServices;

namespace Unbraid.Composition;

/// <summary>
/// Sine, exponential and logarithm from plain arithmetic. The C library's differ from machine to machine in their last bits; these do not, and
/// they are faster. Relative errors are below 1e-9, far below what can be heard.
/// </summary>
internal static class Numeric
{
    /// <summary>Sine of an angle in turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sine(double turns)
    {
        double x = turns - Math.Floor(turns + 0.5);
        x = x > 0.25 ? 0.5 - x : x < -0.25 ? -0.5 - x : x;
        double y = 2 * Math.PI * x, s = y * y;
        // The Taylor series, to the thirteenth power.
        double sum = 1.0 / 6227020800;
        sum = (sum * s) - (1.0 / 39916800);
        sum = (sum * s) + (1.0 / 362880);
        sum = (sum * s) - (1.0 / 5040);
        sum = (sum * s) + (1.0 / 120);
        sum = (sum * s) - (1.0 / 6);
        return y + (y * s * sum);
    }

    /// <summary>Cosine of an angle in turns.</summary>
    public static double Cosine(double turns) => Sine(turns + 0.25);

    public static double Exp(double x) => Exp2(x * 1.4426950408889634);

    /// <summary>Two to the power of x.</summary>
    public static double Exp2(double x)
    {
        if (x < -1000)
        {
            return 0;
        }

        double whole = Math.Floor(x + 0.5), y = (x - whole) * 0.6931471805599453, sum = 1;
        for (int n = 10; n > 0; n--)
        {
            sum = 1 + (sum * y / n);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)whole + 1023) << 52);
    }

    /// <summary>Logarithm to base 2 of a normal positive number.</summary>
    public static double Log2(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        double shift = mantissa > 1.4142135623730951 ? 1 : 0;
        mantissa *= shift > 0 ? 0.5 : 1;

        // 2 artanh((m - 1) / (m + 1)) as its series.
        double z = (mantissa - 1) / (mantissa + 1), s = z * z, sum = 0;
        for (int n = 19; n > 0; n -= 2)
        {
            sum = (sum * s) + (1.0 / n);
        }

        return ((bits >> 52) & 0x7FF) - 1023 + shift + (2 * z * sum * 1.4426950408889634);
    }

    /// <summary>Amplitude of a level in dB.</summary>
    public static double Gain(double decibels) => Exp2(decibels * 0.16609640474436813);

    /// <summary>Level in dB of a power.</summary>
    public static double Decibels(double power) => power > 1e-30 ? 3.010299956639812 * Log2(power) : -300;

    /// <summary>Frequency of a MIDI pitch, A4 being 69 and 440 Hz.</summary>
    public static double Hertz(double pitch) => 440 * Exp2((pitch - 69) / 12);

    /// <summary>A soft limit at 1, close to tanh (a Padé approximant, cut where it reaches 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Soft(double x)
    {
        double y = Math.Clamp(x, -3, 3);
        return y * (27 + (y * y)) / (27 + (9 * y * y));
    }
}
