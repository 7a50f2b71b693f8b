using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>Gathers the taps of output positions into panels of B: the implicit form of the matrix that "im2col" would store.</summary>
internal static unsafe class TapPacking
{
    /// <summary>target[(channel, kh, kw), i] = the tap (channel, kh, kw) of position start + i; zeros outside the source and beyond count.</summary>
    /// <param name="taps">Where taps lie.</param>
    /// <param name="x">Source.</param>
    /// <param name="xMap">Its shape.</param>
    /// <param name="width">Positions per output row.</param>
    /// <param name="start">First position, counted through the rows.</param>
    /// <param name="count">Positions to take.</param>
    /// <param name="columns">Columns of the panel, count or more.</param>
    /// <param name="target">[depth, columns]</param>
    public static void Pack<T>(Taps taps, float* x, FeatureMap xMap, int width, int start, int count, int columns, float* target)
        where T : struct, ILanes<T>
    {
        var tapCount = taps.KernelHeight * taps.KernelWidth;
        if (tapCount == 1 && taps is { StrideHeight: 1, StrideWidth: 1, PaddingTop: 0, PaddingLeft: 0 } && width == xMap.Width)
        {
            PackPointwise<T>(x + start, xMap, count, columns, target);
            return;
        }

        if (count < columns)
            new Span<float>(target, xMap.Channels * tapCount * columns).Clear();
        for (var done = 0; done < count;)
        {
            var (q, r) = Math.DivRem(start + done, width);
            var run = Math.Min(count - done, width - r);
            for (var tap = 0; tap < tapCount; tap++)
            {
                var (kh, kw) = Math.DivRem(tap, taps.KernelWidth);
                var row = (q * taps.StrideHeight) + (kh * taps.DilationHeight) - taps.PaddingTop;
                var column = (r * taps.StrideWidth) + (kw * taps.DilationWidth) - taps.PaddingLeft;
                var t = target + (tap * columns) + done;
                var step = tapCount * columns;
                if ((uint)row >= (uint)xMap.Height)
                {
                    for (var c = 0; c < xMap.Channels; c++, t += step)
                        new Span<float>(t, run).Clear();
                    continue;
                }

                var s = x + ((long)row * xMap.Width) + column;
                var before = Math.Clamp((-column + taps.StrideWidth - 1) / taps.StrideWidth, 0, run);
                var inside = Math.Clamp((xMap.Width - column + taps.StrideWidth - 1) / taps.StrideWidth, before, run);
                if (taps.StrideWidth == 1 && before == 0 && inside == run)
                {
                    CopyRows<T>(s, xMap.ChannelStride, xMap.Channels, run, step, t);
                    continue;
                }

                for (var c = 0; c < xMap.Channels; c++, t += step, s += xMap.ChannelStride)
                {
                    if (taps.StrideWidth == 1)
                        CopyInside<T>(s, before, inside, run, t);
                    else
                        CopyEdge(s, taps.StrideWidth, before, inside, run, t);
                }
            }

            done += run;
        }
    }

    private static void PackPointwise<T>(float* x, FeatureMap xMap, int count, int columns, float* target)
        where T : struct, ILanes<T>
    {
        CopyRows<T>(x, xMap.ChannelStride, xMap.Channels, count, columns, target);
        for (var c = 0; c < xMap.Channels && count < columns; c++)
            new Span<float>(target + ((long)c * columns) + count, columns - count).Clear();
    }

    // Nearly all fill a panel: two vectors of every set but Neon.
    private static void CopyRows<T>(float* source, long sourceStep, int rows, int count, int targetStep, float* target)
        where T : struct, ILanes<T>
    {
        if (count == 2 * T.Count)
        {
            for (; rows > 0; rows--, source += sourceStep, target += targetStep)
            {
                var low = T.Load(source);
                var high = T.Load(source + T.Count);
                low.Store(target);
                high.Store(target + T.Count);
            }
        }

        for (; rows > 0; rows--, source += sourceStep, target += targetStep)
            Copy<T>(source, target, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<T>(float* source, float* target, int count)
        where T : struct, ILanes<T>
    {
        var i = 0;
        for (; i + T.Count <= count; i += T.Count)
            T.Load(source + i).Store(target + i);
        for (; i < count; i++)
            target[i] = source[i];
    }

    private static void CopyInside<T>(float* source, int before, int inside, int run, float* target)
        where T : struct, ILanes<T>
    {
        new Span<float>(target, before).Clear();
        Copy<T>(source + before, target + before, inside - before);
        new Span<float>(target + inside, run - inside).Clear();
    }

    private static void CopyEdge(float* source, int stride, int before, int inside, int run, float* target)
    {
        for (var i = 0; i < before; i++)
            target[i] = 0;
        for (var i = before; i < inside; i++)
            target[i] = source[(long)i * stride];
        for (var i = inside; i < run; i++)
            target[i] = 0;
    }
}
