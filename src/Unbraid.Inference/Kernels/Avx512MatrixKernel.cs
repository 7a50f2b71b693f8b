// Written from its description in MatrixKernelSource; MatrixKernelSourceTests say how.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unbraid.Inference;

/// <summary>The inner loop with 512-bit vectors: 12 x 32, 24 of the 32 registers hold the tile.</summary>
internal sealed unsafe class Avx512MatrixKernel : MatrixKernel
{
    public override int Columns => 32;

    public override void Multiply(int depth, int rows, float* a, float* b, float* tile)
    {
        switch (rows)
        {
            case 12:
                Multiply12(depth, 12, a, b, tile);
                break;
            case 8:
                Multiply8(depth, 8, a, b, tile);
                break;
            default:
                Multiply4(depth, 4, a, b, tile);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply12(int depth, int stride, float* a, float* b, float* tile)
    {
        Vector512<float> x0 = default, y0 = default;
        Vector512<float> x1 = default, y1 = default;
        Vector512<float> x2 = default, y2 = default;
        Vector512<float> x3 = default, y3 = default;
        Vector512<float> x4 = default, y4 = default;
        Vector512<float> x5 = default, y5 = default;
        Vector512<float> x6 = default, y6 = default;
        Vector512<float> x7 = default, y7 = default;
        Vector512<float> x8 = default, y8 = default;
        Vector512<float> x9 = default, y9 = default;
        Vector512<float> x10 = default, y10 = default;
        Vector512<float> x11 = default, y11 = default;
        for (var k = 0; k < depth; k++)
        {
            Sse.Prefetch0(b + 256);
            Sse.Prefetch0(b + 272);
            Vector512<float> bx = Avx512F.LoadVector512(b), by = Avx512F.LoadVector512(b + 16);
            var a0 = Vector512.Create(a[0]);
            x0 = Avx512F.FusedMultiplyAdd(a0, bx, x0);
            y0 = Avx512F.FusedMultiplyAdd(a0, by, y0);
            var a1 = Vector512.Create(a[1]);
            x1 = Avx512F.FusedMultiplyAdd(a1, bx, x1);
            y1 = Avx512F.FusedMultiplyAdd(a1, by, y1);
            var a2 = Vector512.Create(a[2]);
            x2 = Avx512F.FusedMultiplyAdd(a2, bx, x2);
            y2 = Avx512F.FusedMultiplyAdd(a2, by, y2);
            var a3 = Vector512.Create(a[3]);
            x3 = Avx512F.FusedMultiplyAdd(a3, bx, x3);
            y3 = Avx512F.FusedMultiplyAdd(a3, by, y3);
            var a4 = Vector512.Create(a[4]);
            x4 = Avx512F.FusedMultiplyAdd(a4, bx, x4);
            y4 = Avx512F.FusedMultiplyAdd(a4, by, y4);
            var a5 = Vector512.Create(a[5]);
            x5 = Avx512F.FusedMultiplyAdd(a5, bx, x5);
            y5 = Avx512F.FusedMultiplyAdd(a5, by, y5);
            var a6 = Vector512.Create(a[6]);
            x6 = Avx512F.FusedMultiplyAdd(a6, bx, x6);
            y6 = Avx512F.FusedMultiplyAdd(a6, by, y6);
            var a7 = Vector512.Create(a[7]);
            x7 = Avx512F.FusedMultiplyAdd(a7, bx, x7);
            y7 = Avx512F.FusedMultiplyAdd(a7, by, y7);
            var a8 = Vector512.Create(a[8]);
            x8 = Avx512F.FusedMultiplyAdd(a8, bx, x8);
            y8 = Avx512F.FusedMultiplyAdd(a8, by, y8);
            var a9 = Vector512.Create(a[9]);
            x9 = Avx512F.FusedMultiplyAdd(a9, bx, x9);
            y9 = Avx512F.FusedMultiplyAdd(a9, by, y9);
            var a10 = Vector512.Create(a[10]);
            x10 = Avx512F.FusedMultiplyAdd(a10, bx, x10);
            y10 = Avx512F.FusedMultiplyAdd(a10, by, y10);
            var a11 = Vector512.Create(a[11]);
            x11 = Avx512F.FusedMultiplyAdd(a11, bx, x11);
            y11 = Avx512F.FusedMultiplyAdd(a11, by, y11);
            a += stride;
            b += 32;
        }

        Avx512F.Store(tile, x0);
        Avx512F.Store(tile + 16, y0);
        Avx512F.Store(tile + 32, x1);
        Avx512F.Store(tile + 48, y1);
        Avx512F.Store(tile + 64, x2);
        Avx512F.Store(tile + 80, y2);
        Avx512F.Store(tile + 96, x3);
        Avx512F.Store(tile + 112, y3);
        Avx512F.Store(tile + 128, x4);
        Avx512F.Store(tile + 144, y4);
        Avx512F.Store(tile + 160, x5);
        Avx512F.Store(tile + 176, y5);
        Avx512F.Store(tile + 192, x6);
        Avx512F.Store(tile + 208, y6);
        Avx512F.Store(tile + 224, x7);
        Avx512F.Store(tile + 240, y7);
        Avx512F.Store(tile + 256, x8);
        Avx512F.Store(tile + 272, y8);
        Avx512F.Store(tile + 288, x9);
        Avx512F.Store(tile + 304, y9);
        Avx512F.Store(tile + 320, x10);
        Avx512F.Store(tile + 336, y10);
        Avx512F.Store(tile + 352, x11);
        Avx512F.Store(tile + 368, y11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply8(int depth, int stride, float* a, float* b, float* tile)
    {
        Vector512<float> x0 = default, y0 = default;
        Vector512<float> x1 = default, y1 = default;
        Vector512<float> x2 = default, y2 = default;
        Vector512<float> x3 = default, y3 = default;
        Vector512<float> x4 = default, y4 = default;
        Vector512<float> x5 = default, y5 = default;
        Vector512<float> x6 = default, y6 = default;
        Vector512<float> x7 = default, y7 = default;
        for (var k = 0; k < depth; k++)
        {
            Sse.Prefetch0(b + 256);
            Sse.Prefetch0(b + 272);
            Vector512<float> bx = Avx512F.LoadVector512(b), by = Avx512F.LoadVector512(b + 16);
            var a0 = Vector512.Create(a[0]);
            x0 = Avx512F.FusedMultiplyAdd(a0, bx, x0);
            y0 = Avx512F.FusedMultiplyAdd(a0, by, y0);
            var a1 = Vector512.Create(a[1]);
            x1 = Avx512F.FusedMultiplyAdd(a1, bx, x1);
            y1 = Avx512F.FusedMultiplyAdd(a1, by, y1);
            var a2 = Vector512.Create(a[2]);
            x2 = Avx512F.FusedMultiplyAdd(a2, bx, x2);
            y2 = Avx512F.FusedMultiplyAdd(a2, by, y2);
            var a3 = Vector512.Create(a[3]);
            x3 = Avx512F.FusedMultiplyAdd(a3, bx, x3);
            y3 = Avx512F.FusedMultiplyAdd(a3, by, y3);
            var a4 = Vector512.Create(a[4]);
            x4 = Avx512F.FusedMultiplyAdd(a4, bx, x4);
            y4 = Avx512F.FusedMultiplyAdd(a4, by, y4);
            var a5 = Vector512.Create(a[5]);
            x5 = Avx512F.FusedMultiplyAdd(a5, bx, x5);
            y5 = Avx512F.FusedMultiplyAdd(a5, by, y5);
            var a6 = Vector512.Create(a[6]);
            x6 = Avx512F.FusedMultiplyAdd(a6, bx, x6);
            y6 = Avx512F.FusedMultiplyAdd(a6, by, y6);
            var a7 = Vector512.Create(a[7]);
            x7 = Avx512F.FusedMultiplyAdd(a7, bx, x7);
            y7 = Avx512F.FusedMultiplyAdd(a7, by, y7);
            a += stride;
            b += 32;
        }

        Avx512F.Store(tile, x0);
        Avx512F.Store(tile + 16, y0);
        Avx512F.Store(tile + 32, x1);
        Avx512F.Store(tile + 48, y1);
        Avx512F.Store(tile + 64, x2);
        Avx512F.Store(tile + 80, y2);
        Avx512F.Store(tile + 96, x3);
        Avx512F.Store(tile + 112, y3);
        Avx512F.Store(tile + 128, x4);
        Avx512F.Store(tile + 144, y4);
        Avx512F.Store(tile + 160, x5);
        Avx512F.Store(tile + 176, y5);
        Avx512F.Store(tile + 192, x6);
        Avx512F.Store(tile + 208, y6);
        Avx512F.Store(tile + 224, x7);
        Avx512F.Store(tile + 240, y7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply4(int depth, int stride, float* a, float* b, float* tile)
    {
        Vector512<float> x0 = default, y0 = default;
        Vector512<float> x1 = default, y1 = default;
        Vector512<float> x2 = default, y2 = default;
        Vector512<float> x3 = default, y3 = default;
        for (var k = 0; k < depth; k++)
        {
            Sse.Prefetch0(b + 256);
            Sse.Prefetch0(b + 272);
            Vector512<float> bx = Avx512F.LoadVector512(b), by = Avx512F.LoadVector512(b + 16);
            var a0 = Vector512.Create(a[0]);
            x0 = Avx512F.FusedMultiplyAdd(a0, bx, x0);
            y0 = Avx512F.FusedMultiplyAdd(a0, by, y0);
            var a1 = Vector512.Create(a[1]);
            x1 = Avx512F.FusedMultiplyAdd(a1, bx, x1);
            y1 = Avx512F.FusedMultiplyAdd(a1, by, y1);
            var a2 = Vector512.Create(a[2]);
            x2 = Avx512F.FusedMultiplyAdd(a2, bx, x2);
            y2 = Avx512F.FusedMultiplyAdd(a2, by, y2);
            var a3 = Vector512.Create(a[3]);
            x3 = Avx512F.FusedMultiplyAdd(a3, bx, x3);
            y3 = Avx512F.FusedMultiplyAdd(a3, by, y3);
            a += stride;
            b += 32;
        }

        Avx512F.Store(tile, x0);
        Avx512F.Store(tile + 16, y0);
        Avx512F.Store(tile + 32, x1);
        Avx512F.Store(tile + 48, y1);
        Avx512F.Store(tile + 64, x2);
        Avx512F.Store(tile + 80, y2);
        Avx512F.Store(tile + 96, x3);
        Avx512F.Store(tile + 112, y3);
    }
}
