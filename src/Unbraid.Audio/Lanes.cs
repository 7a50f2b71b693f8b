using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unbraid.Audio;

/// <summary>Moves between rows (one signal after the other) and lanes (eight signals side by side, one in each lane of a vector).</summary>
internal static class Lanes
{
    /// <summary>Signals side by side: floats in a <see cref="Vector256{T}"/>.</summary>
    public const int Count = 8;

    /// <summary>Transposes eight vectors in place: lane j of vector i goes to lane i of vector j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref Vector256<float> r0, ref Vector256<float> r1, ref Vector256<float> r2, ref Vector256<float> r3,
        ref Vector256<float> r4, ref Vector256<float> r5, ref Vector256<float> r6, ref Vector256<float> r7)
    {
        if (!Avx.IsSupported)
        {
            TransposePortable(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
            return;
        }

        var p0 = Avx.UnpackLow(r0, r1);
        var p1 = Avx.UnpackHigh(r0, r1);
        var p2 = Avx.UnpackLow(r2, r3);
        var p3 = Avx.UnpackHigh(r2, r3);
        var p4 = Avx.UnpackLow(r4, r5);
        var p5 = Avx.UnpackHigh(r4, r5);
        var p6 = Avx.UnpackLow(r6, r7);
        var p7 = Avx.UnpackHigh(r6, r7);
        var q0 = Avx.Shuffle(p0, p2, 0x44);
        var q1 = Avx.Shuffle(p0, p2, 0xEE);
        var q2 = Avx.Shuffle(p1, p3, 0x44);
        var q3 = Avx.Shuffle(p1, p3, 0xEE);
        var q4 = Avx.Shuffle(p4, p6, 0x44);
        var q5 = Avx.Shuffle(p4, p6, 0xEE);
        var q6 = Avx.Shuffle(p5, p7, 0x44);
        var q7 = Avx.Shuffle(p5, p7, 0xEE);
        r0 = Avx.Permute2x128(q0, q4, 0x20);
        r1 = Avx.Permute2x128(q1, q5, 0x20);
        r2 = Avx.Permute2x128(q2, q6, 0x20);
        r3 = Avx.Permute2x128(q3, q7, 0x20);
        r4 = Avx.Permute2x128(q0, q4, 0x31);
        r5 = Avx.Permute2x128(q1, q5, 0x31);
        r6 = Avx.Permute2x128(q2, q6, 0x31);
        r7 = Avx.Permute2x128(q3, q7, 0x31);
    }

    /// <summary>
    /// Copies a block of eight rows and any number of columns into its transpose: element (row, column), at
    /// <c>source[row * sourceStride + column]</c>, goes to <c>destination[column * destinationStride + row]</c>.
    /// </summary>
    public static void TransposeRows(
        ref readonly float source, int sourceStride, int columns, ref float destination, int destinationStride)
    {
        ref float from = ref Unsafe.AsRef(in source);
        int column = 0;
        for (; column <= columns - Count; column += Count)
        {
            TransposeBlock(ref Unsafe.Add(ref from, column), sourceStride, ref Unsafe.Add(ref destination, (nint)column * destinationStride), destinationStride);
        }

        for (; column < columns; column++)
        {
            for (int row = 0; row < Count; row++)
            {
                Unsafe.Add(ref destination, ((nint)column * destinationStride) + row) = Unsafe.Add(ref from, ((nint)row * sourceStride) + column);
            }
        }
    }

    /// <summary>The same for any number of columns of eight rows in the other direction: eight columns become eight rows.</summary>
    public static void TransposeColumns(
        ref readonly float source, int sourceStride, int rows, ref float destination, int destinationStride)
    {
        ref float from = ref Unsafe.AsRef(in source);
        int row = 0;
        for (; row <= rows - Count; row += Count)
        {
            TransposeBlock(ref Unsafe.Add(ref from, (nint)row * sourceStride), sourceStride, ref Unsafe.Add(ref destination, row), destinationStride);
        }

        for (; row < rows; row++)
        {
            for (int column = 0; column < Count; column++)
            {
                Unsafe.Add(ref destination, ((nint)column * destinationStride) + row) = Unsafe.Add(ref from, ((nint)row * sourceStride) + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlock(ref float source, nint sourceStride, ref float destination, nint destinationStride)
    {
        var r0 = Vector256.LoadUnsafe(ref source);
        var r1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, sourceStride));
        var r2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 2 * sourceStride));
        var r3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 3 * sourceStride));
        var r4 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 4 * sourceStride));
        var r5 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 5 * sourceStride));
        var r6 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 6 * sourceStride));
        var r7 = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 7 * sourceStride));
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        r0.StoreUnsafe(ref destination);
        r1.StoreUnsafe(ref Unsafe.Add(ref destination, destinationStride));
        r2.StoreUnsafe(ref Unsafe.Add(ref destination, 2 * destinationStride));
        r3.StoreUnsafe(ref Unsafe.Add(ref destination, 3 * destinationStride));
        r4.StoreUnsafe(ref Unsafe.Add(ref destination, 4 * destinationStride));
        r5.StoreUnsafe(ref Unsafe.Add(ref destination, 5 * destinationStride));
        r6.StoreUnsafe(ref Unsafe.Add(ref destination, 6 * destinationStride));
        r7.StoreUnsafe(ref Unsafe.Add(ref destination, 7 * destinationStride));
    }

    private static void TransposePortable(
        ref Vector256<float> r0, ref Vector256<float> r1, ref Vector256<float> r2, ref Vector256<float> r3,
        ref Vector256<float> r4, ref Vector256<float> r5, ref Vector256<float> r6, ref Vector256<float> r7)
    {
        ReadOnlySpan<Vector256<float>> rows = [r0, r1, r2, r3, r4, r5, r6, r7];
        r0 = Column(rows, 0);
        r1 = Column(rows, 1);
        r2 = Column(rows, 2);
        r3 = Column(rows, 3);
        r4 = Column(rows, 4);
        r5 = Column(rows, 5);
        r6 = Column(rows, 6);
        r7 = Column(rows, 7);
    }

    private static Vector256<float> Column(ReadOnlySpan<Vector256<float>> rows, int lane) => Vector256.Create(
        rows[0][lane], rows[1][lane], rows[2][lane], rows[3][lane], rows[4][lane], rows[5][lane], rows[6][lane], rows[7][lane]);
}
