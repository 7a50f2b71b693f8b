using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>
/// Elementary functions of vectors, within a few units in the last place of 1. The coefficients are least-squares fits with re-weighting towards
/// the smallest largest relative error, given beside each. Results are finite for finite arguments; NaN stays NaN.
/// </summary>
internal static class VectorMath
{
    /// <summary>e^x; below -87 it is 0, above 88 it stays at e^88.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        const float Log2E = 1.44269504f;
        var low = Vector.LessThan(x, new Vector<float>(-87f));
        var clamped = Vector.Min(Vector.Max(x, new Vector<float>(-87f)), new Vector<float>(88f));

        // 2^(n + f): n by rounding, f with the rounding error of the product put back; 2^f to 2e-9 on [-0.5, 0.5].
        var t = clamped * Log2E;
        var n = Vector.Round(t);
        var f = Vector.FusedMultiplyAdd(clamped, new Vector<float>(Log2E), -n);
        f = Vector.FusedMultiplyAdd(clamped, new Vector<float>(1.92596299e-8f), f);
        var p = Vector.FusedMultiplyAdd(new Vector<float>(1.54614447e-4f), f, new Vector<float>(1.340042818e-3f));
        p = Vector.FusedMultiplyAdd(p, f, new Vector<float>(9.618056679e-3f));
        p = Vector.FusedMultiplyAdd(p, f, new Vector<float>(5.550327227e-2f));
        p = Vector.FusedMultiplyAdd(p, f, new Vector<float>(0.2402265092f));
        p = Vector.FusedMultiplyAdd(p, f, new Vector<float>(0.6931472067f));
        p = Vector.FusedMultiplyAdd(p, f, Vector<float>.One);
        var power = Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32(n) + new Vector<int>(127), 23));
        return Vector.ConditionalSelect(low, Vector<float>.Zero, p * power);
    }

    /// <summary>tanh x as x P(x²)/Q(x²), to 2e-8 on [-9, 9], beyond which it is 1 in float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(-9f)), new Vector<float>(9f));
        var u = x * x;
        var p = Vector.FusedMultiplyAdd(new Vector<float>(1.3359235e-8f), u, new Vector<float>(2.06127123e-5f));
        p = Vector.FusedMultiplyAdd(p, u, new Vector<float>(3.49582309e-3f));
        p = Vector.FusedMultiplyAdd(p, u, new Vector<float>(0.133812284f));
        p = Vector.FusedMultiplyAdd(p, u, new Vector<float>(0.99999998f));
        var q = Vector.FusedMultiplyAdd(new Vector<float>(7.77852739e-7f), u, new Vector<float>(3.28600892e-4f));
        q = Vector.FusedMultiplyAdd(q, u, new Vector<float>(2.58778913e-2f));
        q = Vector.FusedMultiplyAdd(q, u, new Vector<float>(0.467145444f));
        q = Vector.FusedMultiplyAdd(q, u, Vector<float>.One);
        return x * p / q;
    }

    /// <summary>1 / (1 + e^-x) = 1/2 + tanh(x/2)/2; the absolute error is that of a float near 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) =>
        Vector.FusedMultiplyAdd(Tanh(x * 0.5f), new Vector<float>(0.5f), new Vector<float>(0.5f));

    /// <summary>
    /// erf x, to 1e-7: below 0.9 as x + x P(x²), to 2e-8; above as 1 - e^Q(|x|), Q fitted to log erfc so that the result is good to 2e-9 up to 4, beyond
    /// which it is 1 in float. Near 1 a difference from 1 rounds less than a fraction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Erf(Vector<float> x)
    {
        var t = Vector.Min(Vector.Abs(x), new Vector<float>(4f));
        var u = x * x;
        var p = Vector.FusedMultiplyAdd(new Vector<float>(-6.0903170e-4f), u, new Vector<float>(5.0119548e-3f));
        p = Vector.FusedMultiplyAdd(p, u, new Vector<float>(-2.6778905e-2f));
        p = Vector.FusedMultiplyAdd(p, u, new Vector<float>(0.11282141f));
        p = Vector.FusedMultiplyAdd(p, u, new Vector<float>(-0.37612525f));
        p = Vector.FusedMultiplyAdd(p, u, new Vector<float>(0.12837915f));
        var near = Vector.FusedMultiplyAdd(x, p, x);
        var q = Vector.FusedMultiplyAdd(new Vector<float>(1.9718325e-4f), t, new Vector<float>(-3.0556226e-3f));
        q = Vector.FusedMultiplyAdd(q, t, new Vector<float>(2.2277147e-2f));
        q = Vector.FusedMultiplyAdd(q, t, new Vector<float>(-0.10403749f));
        q = Vector.FusedMultiplyAdd(q, t, new Vector<float>(-0.63705963f));
        q = Vector.FusedMultiplyAdd(q, t, new Vector<float>(-1.1277497f));
        q = Vector.FusedMultiplyAdd(q, t, new Vector<float>(-1.7747750e-4f));
        var far = Vector.CopySign(Vector<float>.One - Exp(q), x);
        return Vector.ConditionalSelect(Vector.LessThan(t, new Vector<float>(0.9f)), near, far);
    }

    /// <summary>The exact GELU.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Gelu(Vector<float> x)
    {
        var half = x * 0.5f;
        return Vector.FusedMultiplyAdd(half, Erf(x * 0.707106781f), half);
    }

    /// <summary>Any activation but the gate; the switch is resolved where the argument is a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Activate(Activation activation, Vector<float> x) => activation switch
    {
        Activation.Relu => Vector.Max(x, Vector<float>.Zero),
        Activation.Gelu => Gelu(x),
        Activation.Swish => x * Sigmoid(x),
        Activation.Sigmoid => Sigmoid(x),
        Activation.Tanh => Tanh(x),
        _ => x,
    };
}
