// Written from its description in MatrixKernelSource; MatrixKernelSourceTests say how.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unbraid.Inference;

/// <summary>The inner loop with 256-bit vectors: a panel of 12 rows is done as two of 6 x 16, 12 of the 16 registers hold the tile.</summary>
internal sealed unsafe class Avx2MatrixKernel : MatrixKernel
{
    public override int Columns => 16;

    public override void Multiply(int depth, int rows, float* a, float* b, float* tile)
    {
        switch (rows)
        {
            case 12:
                Multiply6(depth, 12, a, b, tile);
                Multiply6(depth, 12, a + 6, b, tile + 96);
                break;
            case 8:
                Multiply4(depth, 8, a, b, tile);
                Multiply4(depth, 8, a + 4, b, tile + 64);
                break;
            default:
                Multiply4(depth, 4, a, b, tile);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply6(int depth, int stride, float* a, float* b, float* tile)
    {
        Vector256<float> x0 = default, y0 = default;
        Vector256<float> x1 = default, y1 = default;
        Vector256<float> x2 = default, y2 = default;
        Vector256<float> x3 = default, y3 = default;
        Vector256<float> x4 = default, y4 = default;
        Vector256<float> x5 = default, y5 = default;
        for (var k = 0; k < depth; k++)
        {
            Vector256<float> bx = Avx.LoadVector256(b), by = Avx.LoadVector256(b + 8);
            var a0 = Vector256.Create(a[0]);
            x0 = Fma.MultiplyAdd(a0, bx, x0);
            y0 = Fma.MultiplyAdd(a0, by, y0);
            var a1 = Vector256.Create(a[1]);
            x1 = Fma.MultiplyAdd(a1, bx, x1);
            y1 = Fma.MultiplyAdd(a1, by, y1);
            var a2 = Vector256.Create(a[2]);
            x2 = Fma.MultiplyAdd(a2, bx, x2);
            y2 = Fma.MultiplyAdd(a2, by, y2);
            var a3 = Vector256.Create(a[3]);
            x3 = Fma.MultiplyAdd(a3, bx, x3);
            y3 = Fma.MultiplyAdd(a3, by, y3);
            var a4 = Vector256.Create(a[4]);
            x4 = Fma.MultiplyAdd(a4, bx, x4);
            y4 = Fma.MultiplyAdd(a4, by, y4);
            var a5 = Vector256.Create(a[5]);
            x5 = Fma.MultiplyAdd(a5, bx, x5);
            y5 = Fma.MultiplyAdd(a5, by, y5);
            a += stride;
            b += 16;
        }

        Avx.Store(tile, x0);
        Avx.Store(tile + 8, y0);
        Avx.Store(tile + 16, x1);
        Avx.Store(tile + 24, y1);
        Avx.Store(tile + 32, x2);
        Avx.Store(tile + 40, y2);
        Avx.Store(tile + 48, x3);
        Avx.Store(tile + 56, y3);
        Avx.Store(tile + 64, x4);
        Avx.Store(tile + 72, y4);
        Avx.Store(tile + 80, x5);
        Avx.Store(tile + 88, y5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply4(int depth, int stride, float* a, float* b, float* tile)
    {
        Vector256<float> x0 = default, y0 = default;
        Vector256<float> x1 = default, y1 = default;
        Vector256<float> x2 = default, y2 = default;
        Vector256<float> x3 = default, y3 = default;
        for (var k = 0; k < depth; k++)
        {
            Vector256<float> bx = Avx.LoadVector256(b), by = Avx.LoadVector256(b + 8);
            var a0 = Vector256.Create(a[0]);
            x0 = Fma.MultiplyAdd(a0, bx, x0);
            y0 = Fma.MultiplyAdd(a0, by, y0);
            var a1 = Vector256.Create(a[1]);
            x1 = Fma.MultiplyAdd(a1, bx, x1);
            y1 = Fma.MultiplyAdd(a1, by, y1);
            var a2 = Vector256.Create(a[2]);
            x2 = Fma.MultiplyAdd(a2, bx, x2);
            y2 = Fma.MultiplyAdd(a2, by, y2);
            var a3 = Vector256.Create(a[3]);
            x3 = Fma.MultiplyAdd(a3, bx, x3);
            y3 = Fma.MultiplyAdd(a3, by, y3);
            a += stride;
            b += 16;
        }

        Avx.Store(tile, x0);
        Avx.Store(tile + 8, y0);
        Avx.Store(tile + 16, x1);
        Avx.Store(tile + 24, y1);
        Avx.Store(tile + 32, x2);
        Avx.Store(tile + 40, y2);
        Avx.Store(tile + 48, x3);
        Avx.Store(tile + 56, y3);
    }
}
