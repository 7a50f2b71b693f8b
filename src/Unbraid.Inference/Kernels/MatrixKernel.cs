using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>
/// The inner loop of every product: a tile [rows, <see cref="Columns"/>] = a panel of A, [depth, rows], times a panel of B, [depth, Columns].
/// Panels have 4, 8 or 12 rows; a product is cut into as many panels of 12 as fit and one smaller.
/// </summary>
internal abstract unsafe class MatrixKernel
{
    /// <summary>Rows of a full panel of A.</summary>
    public const int Rows = 12;

    /// <summary>Panels of A have a multiple of this many rows.</summary>
    public const int RowStep = 4;

    /// <summary>Room for the largest tile of any kernel, in floats.</summary>
    public const int LargestTile = Rows * 32;

    /// <summary>Columns of a panel of B.</summary>
    public abstract int Columns { get; }

    /// <summary>Computes a tile.</summary>
    /// <param name="depth">Length of the inner dimension.</param>
    /// <param name="rows">4, 8 or 12.</param>
    /// <param name="a">[depth, rows]</param>
    /// <param name="b">[depth, Columns], aligned to a cache line.</param>
    /// <param name="tile">[rows, Columns]</param>
    public abstract void Multiply(int depth, int rows, float* a, float* b, float* tile);

    public static MatrixKernel Create(KernelSet set) => set switch
    {
        KernelSet.Avx512 => new Avx512MatrixKernel(),
        KernelSet.Avx2 => new Avx2MatrixKernel(),
        KernelSet.Neon => new NeonMatrixKernel(),
        _ => new PlainMatrixKernel(),
    };

    /// <summary>Rows of the panel that starts at <paramref name="row"/> when <paramref name="count"/> rows are to be covered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PanelRows(int row, int count) => Math.Min(Rows, (count - row + RowStep - 1) / RowStep * RowStep);
}

/// <summary>The inner loop without vectors.</summary>
internal sealed unsafe class PlainMatrixKernel : MatrixKernel
{
    public override int Columns => 16;

    public override void Multiply(int depth, int rows, float* a, float* b, float* tile)
    {
        new Span<float>(tile, rows * 16).Clear();
        for (var k = 0; k < depth; k++)
        {
            for (var r = 0; r < rows; r++)
            {
                var value = a[(k * rows) + r];
                for (var c = 0; c < 16; c++)
                    tile[(r * 16) + c] += value * b[(k * 16) + c];
            }
        }
    }
}
