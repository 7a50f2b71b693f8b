using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unbraid.Audio;

/// <summary>
/// The passes of a decimation-in-frequency Stockham transform on split complex data (real parts and imaginary parts apart).
/// </summary>
/// <remarks>
/// A pass of radix r splits transforms of length n = r * m, of which <c>stride</c> lie interleaved, into r times as many of length m:
/// y[q + stride * (r p + k)] = w_n^(p k) * sum_j w_r^(j k) x[q + stride * (p + m j)], with w_n = exp(-2 pi i / n).
/// <c>stride</c> is a multiple of <see cref="Lanes.Count"/>, so the inner loop over q is whole vectors, and the output comes
/// in natural order. Twiddles are (re, im) pairs, r - 1 of them for each p. Source and destination are different buffers.
/// (Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992, section 1.7.)
/// </remarks>
internal static class FftPasses
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Radix2(ref float xr, ref float xi, ref float yr, ref float yi, int m, nint stride, ref float twiddles)
    {
        nint half = m * stride;
        for (int p = 0; p < m; p++)
        {
            var wr = Vector256.Create(Unsafe.Add(ref twiddles, 2 * p));
            var wi = Vector256.Create(Unsafe.Add(ref twiddles, (2 * p) + 1));
            ref float ar = ref Unsafe.Add(ref xr, p * stride);
            ref float ai = ref Unsafe.Add(ref xi, p * stride);
            ref float br = ref Unsafe.Add(ref yr, 2 * p * stride);
            ref float bi = ref Unsafe.Add(ref yi, 2 * p * stride);
            for (nint q = 0; q < stride; q += Lanes.Count)
            {
                var x0r = Load(ref ar, q);
                var x0i = Load(ref ai, q);
                var x1r = Load(ref ar, q + half);
                var x1i = Load(ref ai, q + half);
                Store(x0r + x1r, ref br, q);
                Store(x0i + x1i, ref bi, q);
                StoreProduct(x0r - x1r, x0i - x1i, wr, wi, ref br, ref bi, q + stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Radix4(ref float xr, ref float xi, ref float yr, ref float yi, int m, nint stride, ref float twiddles)
    {
        nint step = m * stride;
        for (nint q = 0; q < stride; q += Lanes.Count)
        {
            Load4(ref xr, ref xi, q, step, out var r0, out var i0, out var r1, out var i1, out var r2, out var i2, out var r3, out var i3);
            Butterfly4(ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3);
            Store(r0, ref yr, q);
            Store(i0, ref yi, q);
            Store(r1, ref yr, q + stride);
            Store(i1, ref yi, q + stride);
            Store(r2, ref yr, q + (2 * stride));
            Store(i2, ref yi, q + (2 * stride));
            Store(r3, ref yr, q + (3 * stride));
            Store(i3, ref yi, q + (3 * stride));
        }

        for (int p = 1; p < m; p++)
        {
            ref float w = ref Unsafe.Add(ref twiddles, 6 * p);
            var w1r = Vector256.Create(w);
            var w1i = Vector256.Create(Unsafe.Add(ref w, 1));
            var w2r = Vector256.Create(Unsafe.Add(ref w, 2));
            var w2i = Vector256.Create(Unsafe.Add(ref w, 3));
            var w3r = Vector256.Create(Unsafe.Add(ref w, 4));
            var w3i = Vector256.Create(Unsafe.Add(ref w, 5));
            ref float ar = ref Unsafe.Add(ref xr, p * stride);
            ref float ai = ref Unsafe.Add(ref xi, p * stride);
            ref float br = ref Unsafe.Add(ref yr, 4 * p * stride);
            ref float bi = ref Unsafe.Add(ref yi, 4 * p * stride);
            for (nint q = 0; q < stride; q += Lanes.Count)
            {
                Load4(ref ar, ref ai, q, step, out var r0, out var i0, out var r1, out var i1, out var r2, out var i2, out var r3, out var i3);
                Butterfly4(ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3);
                Store(r0, ref br, q);
                Store(i0, ref bi, q);
                StoreProduct(r1, i1, w1r, w1i, ref br, ref bi, q + stride);
                StoreProduct(r2, i2, w2r, w2i, ref br, ref bi, q + (2 * stride));
                StoreProduct(r3, i3, w3r, w3i, ref br, ref bi, q + (3 * stride));
            }
        }
    }

    /// <summary>Any odd radix: pairs x_j and x_(r-j), whose sums meet cosines and whose differences meet sines.</summary>
    /// <remarks>The tables hold cos(2 pi t / radix) and sin(2 pi t / radix) for t = 0 to radix - 1; the scratch has 2 * radix vectors.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RadixOdd(
        ref float xr, ref float xi, ref float yr, ref float yi, int m, nint stride, ref float twiddles,
        int radix, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, Span<Vector256<float>> scratch)
    {
        int half = radix / 2;
        nint step = m * stride;
        var sumR = scratch[..half];
        var sumI = scratch.Slice(half, half);
        var difR = scratch.Slice(2 * half, half);
        var difI = scratch.Slice(3 * half, half);
        for (int p = 0; p < m; p++)
        {
            ref float w = ref Unsafe.Add(ref twiddles, 2 * (radix - 1) * p);
            ref float ar = ref Unsafe.Add(ref xr, p * stride);
            ref float ai = ref Unsafe.Add(ref xi, p * stride);
            ref float br = ref Unsafe.Add(ref yr, radix * p * stride);
            ref float bi = ref Unsafe.Add(ref yi, radix * p * stride);
            for (nint q = 0; q < stride; q += Lanes.Count)
            {
                var x0r = Load(ref ar, q);
                var x0i = Load(ref ai, q);
                var totalR = x0r;
                var totalI = x0i;
                for (int j = 0; j < half; j++)
                {
                    nint near = q + ((j + 1) * step);
                    nint far = q + ((radix - 1 - j) * step);
                    var nearR = Load(ref ar, near);
                    var nearI = Load(ref ai, near);
                    var farR = Load(ref ar, far);
                    var farI = Load(ref ai, far);
                    sumR[j] = nearR + farR;
                    sumI[j] = nearI + farI;
                    difR[j] = nearR - farR;
                    difI[j] = nearI - farI;
                    totalR += sumR[j];
                    totalI += sumI[j];
                }

                Store(totalR, ref br, q);
                Store(totalI, ref bi, q);
                for (int k = 1; k <= half; k++)
                {
                    var evenR = x0r;
                    var evenI = x0i;
                    var oddR = Vector256<float>.Zero;
                    var oddI = Vector256<float>.Zero;
                    int turn = 0;
                    for (int j = 0; j < half; j++)
                    {
                        turn += k;
                        turn = turn >= radix ? turn - radix : turn;
                        var c = Vector256.Create(cosines[turn]);
                        var s = Vector256.Create(sines[turn]);
                        evenR = Vector256.MultiplyAddEstimate(c, sumR[j], evenR);
                        evenI = Vector256.MultiplyAddEstimate(c, sumI[j], evenI);
                        oddR = Vector256.MultiplyAddEstimate(s, difI[j], oddR);
                        oddI = Vector256.MultiplyAddEstimate(s, difR[j], oddI);
                    }

                    int a = 2 * (k - 1);
                    int b = 2 * (radix - k - 1);
                    StoreProduct(
                        evenR + oddR, evenI - oddI, Vector256.Create(Unsafe.Add(ref w, a)), Vector256.Create(Unsafe.Add(ref w, a + 1)),
                        ref br, ref bi, q + (k * stride));
                    StoreProduct(
                        evenR - oddR, evenI + oddI, Vector256.Create(Unsafe.Add(ref w, b)), Vector256.Create(Unsafe.Add(ref w, b + 1)),
                        ref br, ref bi, q + ((radix - k) * stride));
                }
            }
        }
    }

    /// <summary>
    /// The last pass of one transform of length 8 * m whose eight interleaved sub-transforms x[8 k + l] are done:
    /// y[k + m j] = sum_l w_8^(l j) w_n^(l k) x[8 k + l]. Eight values of k are taken at once, turned so that l runs over vectors.
    /// </summary>
    /// <remarks>Twiddles are w_n^(l k) for l = 1 to 7: m real parts, then m imaginary parts, for each l. m is a multiple of 8.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AcrossLanes(ref float xr, ref float xi, ref float yr, ref float yi, int m, ref float twiddles)
    {
        for (int k = 0; k < m; k += Lanes.Count)
        {
            ref float ar = ref Unsafe.Add(ref xr, Lanes.Count * k);
            ref float ai = ref Unsafe.Add(ref xi, Lanes.Count * k);
            var r0 = Load(ref ar, 0);
            var r1 = Load(ref ar, 8);
            var r2 = Load(ref ar, 16);
            var r3 = Load(ref ar, 24);
            var r4 = Load(ref ar, 32);
            var r5 = Load(ref ar, 40);
            var r6 = Load(ref ar, 48);
            var r7 = Load(ref ar, 56);
            Lanes.Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
            var i0 = Load(ref ai, 0);
            var i1 = Load(ref ai, 8);
            var i2 = Load(ref ai, 16);
            var i3 = Load(ref ai, 24);
            var i4 = Load(ref ai, 32);
            var i5 = Load(ref ai, 40);
            var i6 = Load(ref ai, 48);
            var i7 = Load(ref ai, 56);
            Lanes.Transpose(ref i0, ref i1, ref i2, ref i3, ref i4, ref i5, ref i6, ref i7);
            ref float w = ref Unsafe.Add(ref twiddles, k);
            Rotate(ref r1, ref i1, ref w, 0, m);
            Rotate(ref r2, ref i2, ref w, 1, m);
            Rotate(ref r3, ref i3, ref w, 2, m);
            Rotate(ref r4, ref i4, ref w, 3, m);
            Rotate(ref r5, ref i5, ref w, 4, m);
            Rotate(ref r6, ref i6, ref w, 5, m);
            Rotate(ref r7, ref i7, ref w, 6, m);
            Butterfly4(ref r0, ref i0, ref r2, ref i2, ref r4, ref i4, ref r6, ref i6);
            Butterfly4(ref r1, ref i1, ref r3, ref i3, ref r5, ref i5, ref r7, ref i7);
            var root = Vector256.Create(0.70710678118654752f);
            var t3r = (r3 + i3) * root;
            var t3i = (i3 - r3) * root;
            var t7r = (i7 - r7) * root;
            var t7i = (r7 + i7) * root;
            StorePair(r0, r1, ref yr, k, m);
            StorePair(i0, i1, ref yi, k, m);
            StorePair(r2, t3r, ref yr, k + m, m);
            StorePair(i2, t3i, ref yi, k + m, m);
            StorePair(r4, i5, ref yr, k + (2 * m), m);
            StorePair(i4, -r5, ref yi, k + (2 * m), m);
            StorePair(r6, t7r, ref yr, k + (3 * m), m);
            StorePair(i6, -t7i, ref yi, k + (3 * m), m);
        }
    }

    /// <summary>A transform of length 4 in place, in natural order: outputs 0, 1, 2, 3 replace inputs 0, 1, 2, 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly4(
        ref Vector256<float> r0, ref Vector256<float> i0, ref Vector256<float> r1, ref Vector256<float> i1,
        ref Vector256<float> r2, ref Vector256<float> i2, ref Vector256<float> r3, ref Vector256<float> i3)
    {
        var sum02R = r0 + r2;
        var sum02I = i0 + i2;
        var dif02R = r0 - r2;
        var dif02I = i0 - i2;
        var sum13R = r1 + r3;
        var sum13I = i1 + i3;
        var dif13R = r1 - r3;
        var dif13I = i1 - i3;
        r0 = sum02R + sum13R;
        i0 = sum02I + sum13I;
        r1 = dif02R + dif13I;
        i1 = dif02I - dif13R;
        r2 = sum02R - sum13R;
        i2 = sum02I - sum13I;
        r3 = dif02R - dif13I;
        i3 = dif02I + dif13R;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load4(
        ref float xr, ref float xi, nint at, nint step,
        out Vector256<float> r0, out Vector256<float> i0, out Vector256<float> r1, out Vector256<float> i1,
        out Vector256<float> r2, out Vector256<float> i2, out Vector256<float> r3, out Vector256<float> i3)
    {
        r0 = Load(ref xr, at);
        i0 = Load(ref xi, at);
        r1 = Load(ref xr, at + step);
        i1 = Load(ref xi, at + step);
        r2 = Load(ref xr, at + (2 * step));
        i2 = Load(ref xi, at + (2 * step));
        r3 = Load(ref xr, at + (3 * step));
        i3 = Load(ref xi, at + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rotate(ref Vector256<float> re, ref Vector256<float> im, ref float twiddles, int row, nint m)
    {
        var wr = Load(ref twiddles, 2 * row * m);
        var wi = Load(ref twiddles, ((2 * row) + 1) * m);
        var turned = Vector256.MultiplyAddEstimate(re, wr, -(im * wi));
        im = Vector256.MultiplyAddEstimate(re, wi, im * wr);
        re = turned;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(Vector256<float> even, Vector256<float> odd, ref float y, nint at, nint m)
    {
        Store(even + odd, ref y, at);
        Store(even - odd, ref y, at + (4 * m));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreProduct(
        Vector256<float> re, Vector256<float> im, Vector256<float> wr, Vector256<float> wi, ref float yr, ref float yi, nint at)
    {
        Store(Vector256.MultiplyAddEstimate(re, wr, -(im * wi)), ref yr, at);
        Store(Vector256.MultiplyAddEstimate(re, wi, im * wr), ref yi, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ref float start, nint at) => Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> value, ref float start, nint at) => value.StoreUnsafe(ref Unsafe.Add(ref start, at));
}
