namespace Unbraid.Audio;

/// <summary>Cosines and sines of the multiples of a full turn divided by a number.</summary>
internal readonly record struct UnitCircle(float[] Cosines, float[] Sines);

/// <summary>Roots of unity, computed in double precision from an angle reduced in integers, then rounded to float.</summary>
internal static class FftTables
{
    /// <summary>exp(2 pi i turns / of).</summary>
    public static (double Cosine, double Sine) Root(long turns, long of)
    {
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * (turns % of) / of);
        return (cosine, sine);
    }

    /// <summary>cos and sin of 2 pi t / count for t = 0 to count - 1.</summary>
    public static UnitCircle Circle(int count)
    {
        var circle = new UnitCircle(new float[count], new float[count]);
        for (int t = 0; t < count; t++)
        {
            (double cosine, double sine) = Root(t, count);
            circle.Cosines[t] = (float)cosine;
            circle.Sines[t] = (float)sine;
        }

        return circle;
    }

    /// <summary>exp(-2 pi i p k / (radix * rest)) as (re, im) pairs for every p below <paramref name="rest"/> and k = 1 to radix - 1.</summary>
    public static void FillTwiddles(int radix, int rest, Span<float> destination)
    {
        int at = 0;
        for (int p = 0; p < rest; p++)
        {
            for (int k = 1; k < radix; k++)
            {
                (double cosine, double sine) = Root((long)p * k, (long)radix * rest);
                destination[at++] = (float)cosine;
                destination[at++] = (float)-sine;
            }
        }
    }

    /// <summary>exp(-2 pi i l k / (rows * columns)) for l = 1 to rows - 1: for each l, all real parts (k below columns), then all imaginary parts.</summary>
    public static void FillSplitTwiddles(int rows, int columns, Span<float> destination)
    {
        int at = 0;
        for (int l = 1; l < rows; l++)
        {
            for (int k = 0; k < columns; k++)
            {
                (double cosine, double sine) = Root((long)l * k, (long)rows * columns);
                destination[at + k] = (float)cosine;
                destination[at + columns + k] = (float)-sine;
            }

            at += 2 * columns;
        }
    }
}
