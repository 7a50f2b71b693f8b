using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>The second pass of a normalisation over a row of one channel.</summary>
internal static unsafe class NormalizedRow
{
    /// <summary>y[i] = residual[i] + scale * activation(a x[i] + b); y may be x.</summary>
    public static void Store(Activation activation, float* x, float a, float b, float scale, float* residual, float* y, int count)
    {
        var i = 0;
        if (activation == Activation.Gelu)
        {
            for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
                Finish(VectorMath.Gelu(Line(Vector.Load(x + i), a, b)), scale, residual, y, i);
        }

        for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
            Finish(VectorMath.Activate(activation, Line(Vector.Load(x + i), a, b)), scale, residual, y, i);
        for (; i < count; i++)
            y[i] = (VectorMath.Activate(activation, Line(new Vector<float>(x[i]), a, b))[0] * scale) + (residual == null ? 0 : residual[i]);
    }

    /// <summary>y[i] = residual[i] + scale * (a x[i] + b) sigmoid(gateA gate[i] + gateB)</summary>
    public static void StoreGated(float* x, float a, float b, float* gate, float gateA, float gateB, float scale, float* residual, float* y, int count)
    {
        var i = 0;
        for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
            Finish(Gated(Vector.Load(x + i), a, b, Vector.Load(gate + i), gateA, gateB), scale, residual, y, i);
        for (; i < count; i++)
        {
            var value = Gated(new Vector<float>(x[i]), a, b, new Vector<float>(gate[i]), gateA, gateB)[0];
            y[i] = (value * scale) + (residual == null ? 0 : residual[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Line(Vector<float> x, float a, float b) => Vector.FusedMultiplyAdd(x, new Vector<float>(a), new Vector<float>(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Gated(Vector<float> x, float a, float b, Vector<float> gate, float gateA, float gateB) =>
        Line(x, a, b) * VectorMath.Sigmoid(Line(gate, gateA, gateB));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector<float> value, float scale, float* residual, float* y, int i)
    {
        var scaled = value * scale;
        (residual == null ? scaled : scaled + Vector.Load(residual + i)).Store(y + i);
    }
}
