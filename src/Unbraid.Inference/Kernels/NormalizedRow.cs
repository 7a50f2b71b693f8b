using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>The second pass of a normalisation over a row of one channel.</summary>
internal static unsafe class NormalizedRow
{
    /// <summary>y[i] = residual[i] + scale * activation(a x[i] + b); y may be x.</summary>
    public static void Store<T>(Activation activation, float* x, float a, float b, float scale, float* residual, float* y, int count)
        where T : struct, ILanes<T>
    {
        var i = 0;
        if (activation == Activation.Gelu)
        {
            for (; i + T.Count <= count; i += T.Count)
                Finish(VectorMath.Gelu(Line(T.Load(x + i), a, b)), scale, residual, y, i);
        }

        for (; i + T.Count <= count; i += T.Count)
            Finish(VectorMath.Activate(activation, Line(T.Load(x + i), a, b)), scale, residual, y, i);
        if (i == count)
            return;
        var rest = stackalloc float[T.Count];
        new Span<float>(x + i, count - i).CopyTo(new Span<float>(rest, T.Count));
        (VectorMath.Activate(activation, Line(T.Load(rest), a, b)) * T.Create(scale)).Store(rest);
        StoreRest(rest, residual, y, i, count);
    }

    /// <summary>y[i] = residual[i] + scale * (a x[i] + b) sigmoid(gateA gate[i] + gateB)</summary>
    public static void StoreGated<T>(
        float* x, float a, float b, float* gate, float gateA, float gateB, float scale, float* residual, float* y, int count)
        where T : struct, ILanes<T>
    {
        var i = 0;
        for (; i + T.Count <= count; i += T.Count)
            Finish(Gated(T.Load(x + i), a, b, T.Load(gate + i), gateA, gateB), scale, residual, y, i);
        if (i == count)
            return;
        var rest = stackalloc float[2 * T.Count];
        new Span<float>(x + i, count - i).CopyTo(new Span<float>(rest, T.Count));
        new Span<float>(gate + i, count - i).CopyTo(new Span<float>(rest + T.Count, T.Count));
        (Gated(T.Load(rest), a, b, T.Load(rest + T.Count), gateA, gateB) * T.Create(scale)).Store(rest);
        StoreRest(rest, residual, y, i, count);
    }

    private static void StoreRest(float* rest, float* residual, float* y, int first, int count)
    {
        for (var i = first; i < count; i++)
            y[i] = rest[i - first] + (residual == null ? 0 : residual[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Line<T>(T x, float a, float b)
        where T : struct, ILanes<T> => T.FusedMultiplyAdd(x, T.Create(a), T.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Gated<T>(T x, float a, float b, T gate, float gateA, float gateB)
        where T : struct, ILanes<T> => Line(x, a, b) * VectorMath.Sigmoid(Line(gate, gateA, gateB));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<T>(T value, float scale, float* residual, float* y, int i)
        where T : struct, ILanes<T>
    {
        var scaled = value * T.Create(scale);
        (residual == null ? scaled : scaled + T.Load(residual + i)).Store(y + i);
    }
}
