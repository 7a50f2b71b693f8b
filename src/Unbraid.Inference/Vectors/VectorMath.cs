using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>
/// Elementary functions of vectors, within a few units in the last place of 1. The coefficients are least-squares fits with re-weighting towards
/// the smallest largest relative error, given beside each. Results are finite for finite arguments; NaN stays NaN.
/// </summary>
internal static class VectorMath
{
    /// <summary>Base-two logarithm of e.</summary>
    public const float Log2E = 1.44269504f;

    /// <summary>2^t for t up to 127, the power of the fraction to 2e-9; below -126 it stays at 2^-126.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T PowerOfTwo<T>(T t)
        where T : struct, ILanes<T>
    {
        t = T.Max(T.Create(-126f), t);
        var n = T.Round(t);
        var f = t - n;
        var p = T.FusedMultiplyAdd(T.Create(1.54614447e-4f), f, T.Create(1.340042818e-3f));
        p = T.FusedMultiplyAdd(p, f, T.Create(9.618056679e-3f));
        p = T.FusedMultiplyAdd(p, f, T.Create(5.550327227e-2f));
        p = T.FusedMultiplyAdd(p, f, T.Create(0.2402265092f));
        p = T.FusedMultiplyAdd(p, f, T.Create(0.6931472067f));
        return T.Scale(T.FusedMultiplyAdd(p, f, T.Create(1f)), n);
    }

    /// <summary>tanh x as x P(x²)/Q(x²), to 2e-8 on [-9, 9], beyond which it is 1 in float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, ILanes<T>
    {
        x = T.Min(T.Create(9f), T.Max(T.Create(-9f), x));
        var u = x * x;
        var p = T.FusedMultiplyAdd(T.Create(1.3359235e-8f), u, T.Create(2.06127123e-5f));
        p = T.FusedMultiplyAdd(p, u, T.Create(3.49582309e-3f));
        p = T.FusedMultiplyAdd(p, u, T.Create(0.133812284f));
        p = T.FusedMultiplyAdd(p, u, T.Create(0.99999998f));
        var q = T.FusedMultiplyAdd(T.Create(7.77852739e-7f), u, T.Create(3.28600892e-4f));
        q = T.FusedMultiplyAdd(q, u, T.Create(2.58778913e-2f));
        q = T.FusedMultiplyAdd(q, u, T.Create(0.467145444f));
        q = T.FusedMultiplyAdd(q, u, T.Create(1f));
        return x * p / q;
    }

    /// <summary>1 / (1 + e^-x) = 1/2 + tanh(x/2)/2; the absolute error is that of a float near 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, ILanes<T> => T.FusedMultiplyAdd(Tanh(x * T.Create(0.5f)), T.Create(0.5f), T.Create(0.5f));

    /// <summary>
    /// erf x, to 1e-7: below 0.9 as x + x P(x²), to 2e-8; above as 1 - e^Q(|x|), Q fitted to log erfc so that the result is good to 2e-9 up to 4, beyond
    /// which it is 1 in float. Near 1 a difference from 1 rounds less than a fraction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erf<T>(T x)
        where T : struct, ILanes<T>
    {
        var t = T.Min(T.Create(4f), T.Abs(x));
        var u = x * x;
        var p = T.FusedMultiplyAdd(T.Create(-6.0903170e-4f), u, T.Create(5.0119548e-3f));
        p = T.FusedMultiplyAdd(p, u, T.Create(-2.6778905e-2f));
        p = T.FusedMultiplyAdd(p, u, T.Create(0.11282141f));
        p = T.FusedMultiplyAdd(p, u, T.Create(-0.37612525f));
        p = T.FusedMultiplyAdd(p, u, T.Create(0.12837915f));
        var near = T.FusedMultiplyAdd(x, p, x);
        var q = T.FusedMultiplyAdd(T.Create(1.9718325e-4f), t, T.Create(-3.0556226e-3f));
        q = T.FusedMultiplyAdd(q, t, T.Create(2.2277147e-2f));
        q = T.FusedMultiplyAdd(q, t, T.Create(-0.10403749f));
        q = T.FusedMultiplyAdd(q, t, T.Create(-0.63705963f));
        q = T.FusedMultiplyAdd(q, t, T.Create(-1.1277497f));
        q = T.FusedMultiplyAdd(q, t, T.Create(-1.7747750e-4f));
        var far = T.CopySign(T.Create(1f) - PowerOfTwo(q * T.Create(Log2E)), x);
        return T.WhereBelow(t, T.Create(0.9f), near, far);
    }

    /// <summary>The exact GELU.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gelu<T>(T x)
        where T : struct, ILanes<T>
    {
        var half = x * T.Create(0.5f);
        return T.FusedMultiplyAdd(half, Erf(x * T.Create(0.707106781f)), half);
    }

    /// <summary>Any activation but the gate; the switch is resolved where the argument is a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Activate<T>(Activation activation, T x)
        where T : struct, ILanes<T> => activation switch
        {
            Activation.Relu => T.Max(T.Create(0f), x),
            Activation.Gelu => Gelu(x),
            Activation.Swish => x * Sigmoid(x),
            Activation.Sigmoid => Sigmoid(x),
            Activation.Tanh => Tanh(x),
            _ => x,
        };
}
