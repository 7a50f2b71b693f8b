// Written from its description in MatrixKernelSource; MatrixKernelSourceTests say how.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Unbraid.Inference;

/// <summary>The inner loop with the 128-bit vectors of Arm: a panel of 12 rows is done as three of 4 x 16, 16 of the 32 registers hold the tile.</summary>
internal sealed unsafe class NeonMatrixKernel : MatrixKernel
{
    public override int Columns => 16;

    public override void Multiply(int depth, int rows, float* a, float* b, float* tile)
    {
        switch (rows)
        {
            case 12:
                Multiply4(depth, 12, a, b, tile);
                Multiply4(depth, 12, a + 4, b, tile + 64);
                Multiply4(depth, 12, a + 8, b, tile + 128);
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
    private static void Multiply4(int depth, int stride, float* a, float* b, float* tile)
    {
        Vector128<float> x0 = default, y0 = default, z0 = default, w0 = default;
        Vector128<float> x1 = default, y1 = default, z1 = default, w1 = default;
        Vector128<float> x2 = default, y2 = default, z2 = default, w2 = default;
        Vector128<float> x3 = default, y3 = default, z3 = default, w3 = default;
        for (var k = 0; k < depth; k++)
        {
            Vector128<float> bx = AdvSimd.LoadVector128(b), by = AdvSimd.LoadVector128(b + 4), bz = AdvSimd.LoadVector128(b + 8), bw = AdvSimd.LoadVector128(b + 12);
            var a0 = Vector128.Create(a[0]);
            x0 = AdvSimd.FusedMultiplyAdd(x0, a0, bx);
            y0 = AdvSimd.FusedMultiplyAdd(y0, a0, by);
            z0 = AdvSimd.FusedMultiplyAdd(z0, a0, bz);
            w0 = AdvSimd.FusedMultiplyAdd(w0, a0, bw);
            var a1 = Vector128.Create(a[1]);
            x1 = AdvSimd.FusedMultiplyAdd(x1, a1, bx);
            y1 = AdvSimd.FusedMultiplyAdd(y1, a1, by);
            z1 = AdvSimd.FusedMultiplyAdd(z1, a1, bz);
            w1 = AdvSimd.FusedMultiplyAdd(w1, a1, bw);
            var a2 = Vector128.Create(a[2]);
            x2 = AdvSimd.FusedMultiplyAdd(x2, a2, bx);
            y2 = AdvSimd.FusedMultiplyAdd(y2, a2, by);
            z2 = AdvSimd.FusedMultiplyAdd(z2, a2, bz);
            w2 = AdvSimd.FusedMultiplyAdd(w2, a2, bw);
            var a3 = Vector128.Create(a[3]);
            x3 = AdvSimd.FusedMultiplyAdd(x3, a3, bx);
            y3 = AdvSimd.FusedMultiplyAdd(y3, a3, by);
            z3 = AdvSimd.FusedMultiplyAdd(z3, a3, bz);
            w3 = AdvSimd.FusedMultiplyAdd(w3, a3, bw);
            a += stride;
            b += 16;
        }

        AdvSimd.Store(tile, x0);
        AdvSimd.Store(tile + 4, y0);
        AdvSimd.Store(tile + 8, z0);
        AdvSimd.Store(tile + 12, w0);
        AdvSimd.Store(tile + 16, x1);
        AdvSimd.Store(tile + 20, y1);
        AdvSimd.Store(tile + 24, z1);
        AdvSimd.Store(tile + 28, w1);
        AdvSimd.Store(tile + 32, x2);
        AdvSimd.Store(tile + 36, y2);
        AdvSimd.Store(tile + 40, z2);
        AdvSimd.Store(tile + 44, w2);
        AdvSimd.Store(tile + 48, x3);
        AdvSimd.Store(tile + 52, y3);
        AdvSimd.Store(tile + 56, z3);
        AdvSimd.Store(tile + 60, w3);
    }
}
