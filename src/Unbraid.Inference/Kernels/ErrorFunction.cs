namespace Unbraid.Inference;

/// <summary>The error function in double.</summary>
internal static class ErrorFunction
{
    /// <summary>erf x, to about 1e-15: the Maclaurin series below 2.5, the continued fraction of erfc above (Abramowitz and Stegun 7.1.6, 7.1.14).</summary>
    public static double Erf(double x)
    {
        var a = Math.Abs(x);
        if (a > 6)
            return Math.Sign(x);
        if (a < 2.5)
        {
            double term = a, sum = a;
            for (var n = 1; n < 80 && term > 1e-17 * sum; n++)
            {
                term *= 2 * a * a / ((2 * n) + 1);
                sum += term;
            }

            return Math.CopySign(2 / Math.Sqrt(Math.PI) * Math.Exp(-a * a) * sum, x);
        }

        double fraction = a;
        for (var n = 60; n >= 1; n--)
            fraction = a + (n / 2.0 / fraction);
        return Math.CopySign(1 - (Math.Exp(-a * a) / (Math.Sqrt(Math.PI) * fraction)), x);
    }
}
