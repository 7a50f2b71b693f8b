using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unbraid.Inference;

/// <summary>Packs rows of a matrix into panels of A on the fly.</summary>
internal static unsafe class RowPacking
{
    /// <summary>target[k, r] = source[r, k], zeros in rows beyond <paramref name="count"/>.</summary>
    /// <param name="source">[count, depth]</param>
    /// <param name="stride">Floats from a source row to the next.</param>
    /// <param name="count">Rows to take.</param>
    /// <param name="depth">Length of the inner dimension.</param>
    /// <param name="rows">Rows of the panel, <paramref name="count"/> or more.</param>
    /// <param name="target">[depth, rows]</param>
    public static void Pack(float* source, int stride, int count, int depth, int rows, float* target) =>
        Pack(source, stride, count, depth, rows, rows, target);

    /// <summary>The same with <paramref name="step"/> floats from a k to the next in the target.</summary>
    public static void Pack(float* source, int stride, int count, int depth, int rows, int step, float* target)
    {
        var r = 0;
        for (; r + 4 <= count; r += 4)
            PackFour(source + ((long)r * stride), stride, depth, step, target + r);
        for (; r < rows; r++)
        {
            for (var k = 0; k < depth; k++)
                target[((long)k * step) + r] = r < count ? source[((long)r * stride) + k] : 0;
        }
    }

    private static void PackFour(float* source, int stride, int depth, int rows, float* target)
    {
        var k = 0;
        for (; k + 4 <= depth; k += 4)
        {
            Transpose(source + k, stride, out var a, out var b, out var c, out var d);
            var t = target + ((long)k * rows);
            a.Store(t);
            b.Store(t + rows);
            c.Store(t + (2 * rows));
            d.Store(t + (3 * rows));
        }

        for (; k < depth; k++)
        {
            for (var r = 0; r < 4; r++)
                target[((long)k * rows) + r] = source[((long)r * stride) + k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        float* s, int stride, out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d)
    {
        var x = Vector128.Load(s);
        var y = Vector128.Load(s + stride);
        var z = Vector128.Load(s + (2L * stride));
        var w = Vector128.Load(s + (3L * stride));
        if (Sse.IsSupported)
        {
            var xyLow = Sse.UnpackLow(x, y);
            var xyHigh = Sse.UnpackHigh(x, y);
            var zwLow = Sse.UnpackLow(z, w);
            var zwHigh = Sse.UnpackHigh(z, w);
            a = Sse.MoveLowToHigh(xyLow, zwLow);
            b = Sse.MoveHighToLow(zwLow, xyLow);
            c = Sse.MoveLowToHigh(xyHigh, zwHigh);
            d = Sse.MoveHighToLow(zwHigh, xyHigh);
        }
        else if (AdvSimd.Arm64.IsSupported)
        {
            var xzLow = AdvSimd.Arm64.ZipLow(x, z);
            var xzHigh = AdvSimd.Arm64.ZipHigh(x, z);
            var ywLow = AdvSimd.Arm64.ZipLow(y, w);
            var ywHigh = AdvSimd.Arm64.ZipHigh(y, w);
            a = AdvSimd.Arm64.ZipLow(xzLow, ywLow);
            b = AdvSimd.Arm64.ZipHigh(xzLow, ywLow);
            c = AdvSimd.Arm64.ZipLow(xzHigh, ywHigh);
            d = AdvSimd.Arm64.ZipHigh(xzHigh, ywHigh);
        }
        else
        {
            a = Vector128.Create(x[0], y[0], z[0], w[0]);
            b = Vector128.Create(x[1], y[1], z[1], w[1]);
            c = Vector128.Create(x[2], y[2], z[2], w[2]);
            d = Vector128.Create(x[3], y[3], z[3], w[3]);
        }
    }
}
