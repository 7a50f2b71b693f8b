using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>
/// What happens to a tile on its way to the destination: bias, activation or gate, residual. Rows of a tile are readable to a multiple of a vector.
/// </summary>
internal static unsafe class RowEpilogue
{
    private interface IFunction
    {
        static abstract T Apply<T>(T x)
            where T : struct, ILanes<T>;
    }

    private interface IBias
    {
        static abstract T At<T>(float* bias, int row, int column)
            where T : struct, ILanes<T>;
    }

    /// <summary>y[r, i] = residual[r, i] + activation(tile[r, i] + bias[r])</summary>
    /// <param name="activation">All but the gate.</param>
    /// <param name="tile">[target.Rows, columns]</param>
    /// <param name="columns">Floats from a row of the tile to the next.</param>
    /// <param name="bias">[target.Rows]</param>
    /// <param name="target">Where it goes.</param>
    public static void Store<T>(Activation activation, float* tile, int columns, float* bias, TileTarget target)
        where T : struct, ILanes<T> => Store<T, OfRow>(activation, tile, columns, bias, target);

    /// <summary>y[r, i] = residual[r, i] + activation(tile[r, i] + bias[i]), the bias readable as a row of the tile is.</summary>
    public static void StoreColumns<T>(Activation activation, float* tile, int columns, float* bias, TileTarget target)
        where T : struct, ILanes<T> => Store<T, OfColumn>(activation, tile, columns, bias, target);

    /// <summary>y[r, i] = y[r, i] + tile[r, i]</summary>
    public static void Accumulate<T>(float* tile, int columns, TileTarget target)
        where T : struct, ILanes<T> =>
        Store<T, Zero>(Activation.None, tile, columns, null, target with { Residual = target.Y });

    /// <summary>y[r, i] = residual[r, i] + (tile[r, i] + bias[r]) sigmoid(tile[r + half, i] + bias[r + half])</summary>
    public static void StoreGated<T>(float* tile, int columns, float* bias, int half, TileTarget target)
        where T : struct, ILanes<T>
    {
        for (var r = 0; r < target.Rows; r++)
        {
            var gate = tile + (half * columns);
            for (var i = 0; i < target.Count; i += T.Count)
            {
                var value = T.Load(tile + i) + T.Create(bias[r]);
                target.Store(value * VectorMath.Sigmoid(T.Load(gate + i) + T.Create(bias[r + half])), r, i);
            }

            tile += columns;
        }
    }

    private static void Store<T, TBias>(Activation activation, float* tile, int columns, float* bias, TileTarget target)
        where T : struct, ILanes<T>
        where TBias : struct, IBias
    {
        switch (activation)
        {
            case Activation.None:
                Store<T, TBias, Identity>(tile, columns, bias, target);
                break;
            case Activation.Gelu:
                Store<T, TBias, Gelu>(tile, columns, bias, target);
                break;
            default:
                StoreOther<T, TBias>(activation, tile, columns, bias, target);
                break;
        }
    }

    private static void StoreOther<T, TBias>(Activation activation, float* tile, int columns, float* bias, TileTarget target)
        where T : struct, ILanes<T>
        where TBias : struct, IBias
    {
        for (var r = 0; r < target.Rows; r++)
        {
            for (var i = 0; i < target.Count; i += T.Count)
                target.Store(VectorMath.Activate(activation, T.Load(tile + i) + TBias.At<T>(bias, r, i)), r, i);
            tile += columns;
        }
    }

    private static void Store<T, TBias, TFunction>(float* tile, int columns, float* bias, TileTarget target)
        where T : struct, ILanes<T>
        where TBias : struct, IBias
        where TFunction : struct, IFunction
    {
        for (var r = 0; r < target.Rows; r++)
        {
            for (var i = 0; i < target.Count; i += T.Count)
                target.Store(TFunction.Apply(T.Load(tile + i) + TBias.At<T>(bias, r, i)), r, i);
            tile += columns;
        }
    }

    private readonly struct OfRow : IBias
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T At<T>(float* bias, int row, int column)
            where T : struct, ILanes<T> => T.Create(bias[row]);
    }

    private readonly struct OfColumn : IBias
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T At<T>(float* bias, int row, int column)
            where T : struct, ILanes<T> => T.Load(bias + column);
    }

    private readonly struct Zero : IBias
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T At<T>(float* bias, int row, int column)
            where T : struct, ILanes<T> => T.Create(0);
    }

    private readonly struct Identity : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(T x)
            where T : struct, ILanes<T> => x;
    }

    private readonly struct Gelu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(T x)
            where T : struct, ILanes<T> => VectorMath.Gelu(x);
    }
}
