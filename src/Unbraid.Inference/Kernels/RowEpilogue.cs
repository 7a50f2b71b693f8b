using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>What happens to a row of a tile on its way to the destination: bias, activation or gate, residual.</summary>
internal static unsafe class RowEpilogue
{
    /// <summary>y[i] = residual[i] + activation(x[i] + bias)</summary>
    /// <param name="activation">All but the gate.</param>
    /// <param name="x">A row of a tile, readable to a multiple of a vector.</param>
    /// <param name="bias">One for the whole row.</param>
    /// <param name="residual">Null for none.</param>
    /// <param name="y">Destination.</param>
    /// <param name="count">Floats to store.</param>
    public static void Store(Activation activation, float* x, float bias, float* residual, float* y, int count)
    {
        switch (activation)
        {
            case Activation.None:
                Store<Identity>(x, &bias, 0, residual, y, count);
                break;
            case Activation.Gelu:
                Store<Gelu>(x, &bias, 0, residual, y, count);
                break;
            default:
                StoreOther(activation, x, &bias, 0, residual, y, count);
                break;
        }
    }

    /// <summary>y[i] = residual[i] + activation(x[i] + bias[i])</summary>
    /// <param name="activation">All but the gate.</param>
    /// <param name="x">A row of a tile, readable to a multiple of a vector.</param>
    /// <param name="bias">One for each column, readable as x is.</param>
    /// <param name="residual">Null for none.</param>
    /// <param name="y">Destination.</param>
    /// <param name="count">Floats to store.</param>
    public static void Store(Activation activation, float* x, float* bias, float* residual, float* y, int count)
    {
        switch (activation)
        {
            case Activation.None:
                Store<Identity>(x, bias, 1, residual, y, count);
                break;
            case Activation.Gelu:
                Store<Gelu>(x, bias, 1, residual, y, count);
                break;
            default:
                StoreOther(activation, x, bias, 1, residual, y, count);
                break;
        }
    }

    /// <summary>y[i] = residual[i] + (x[i] + bias) sigmoid(gate[i] + gateBias)</summary>
    public static void StoreGated(float* x, float bias, float* gate, float gateBias, float* residual, float* y, int count)
    {
        var b = new Vector<float>(bias);
        var g = new Vector<float>(gateBias);
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var value = (Vector.Load(x + i) + b) * VectorMath.Sigmoid(Vector.Load(gate + i) + g);
            Finish(value, residual, y, i, count);
        }
    }

    private interface IFunction
    {
        static abstract Vector<float> Apply(Vector<float> x);
    }

    private static void StoreOther(Activation activation, float* x, float* bias, int biasStep, float* residual, float* y, int count)
    {
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var b = biasStep == 0 ? new Vector<float>(*bias) : Vector.Load(bias + i);
            Finish(VectorMath.Activate(activation, Vector.Load(x + i) + b), residual, y, i, count);
        }
    }

    private static void Store<TFunction>(float* x, float* bias, int biasStep, float* residual, float* y, int count)
        where TFunction : struct, IFunction
    {
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var b = biasStep == 0 ? new Vector<float>(*bias) : Vector.Load(bias + i);
            Finish(TFunction.Apply(Vector.Load(x + i) + b), residual, y, i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector<float> value, float* residual, float* y, int i, int count)
    {
        if (i + Vector<float>.Count <= count)
        {
            if (residual != null)
                value += Vector.Load(residual + i);
            value.Store(y + i);
            return;
        }

        for (var j = 0; i + j < count; j++)
            y[i + j] = value[j] + (residual == null ? 0 : residual[i + j]);
    }

    private readonly struct Identity : IFunction
    {
        public static Vector<float> Apply(Vector<float> x) => x;
    }

    private readonly struct Gelu : IFunction
    {
        public static Vector<float> Apply(Vector<float> x) => VectorMath.Gelu(x);
    }
}
