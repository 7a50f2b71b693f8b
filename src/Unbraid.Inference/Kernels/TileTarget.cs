using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>The part of a destination that a tile is stored to.</summary>
internal unsafe struct TileTarget
{
    /// <summary>Where the first row goes.</summary>
    public float* Y;

    /// <summary>What is added to the first row, as <see cref="Y"/>; null for nothing.</summary>
    public float* Residual;

    /// <summary>Floats from a row to the next, of both.</summary>
    public long Stride;

    /// <summary>Number of rows.</summary>
    public int Rows;

    /// <summary>Floats of each row.</summary>
    public int Count;

    /// <summary>Stores a vector at column <paramref name="i"/> of row <paramref name="r"/>, as much of it as belongs there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store<T>(T value, int r, int i)
        where T : struct, ILanes<T>
    {
        var at = (r * Stride) + i;
        if (i + T.Count > Count)
        {
            StoreRest(value, at, Count - i);
            return;
        }

        (Residual == null ? value : value + T.Load(Residual + at)).Store(Y + at);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void StoreRest<T>(T value, long at, int count)
        where T : struct, ILanes<T>
    {
        var rest = stackalloc float[T.Count];
        value.Store(rest);
        for (var j = 0; j < count; j++)
            Y[at + j] = rest[j] + (Residual == null ? 0 : Residual[at + j]);
    }
}
