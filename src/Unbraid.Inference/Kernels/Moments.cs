namespace Unbraid.Inference;

/// <summary>Count, sum and sum of squares about a shift, in double; parts about different shifts can be added.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Squares">Sum of squared distances from the mean.</param>
internal readonly record struct Moments(double Count, double Mean, double Squares)
{
    /// <summary>Longest run that is summed about one shift.</summary>
    public const int PartLength = 64 * 1024;

    /// <summary>Moments of a run of any length, part by part.</summary>
    public static unsafe Moments OfParts<T>(float* x, int length, int partLength = PartLength)
        where T : struct, ILanes<T>
    {
        var sum = default(Moments);
        for (var i = 0; i < length; i += partLength)
            sum = sum.Plus(Of<T>(x + i, Math.Min(partLength, length - i)));
        return sum;
    }

    /// <summary>Moments of both together (Chan, Golub and LeVeque 1979).</summary>
    public Moments Plus(Moments other)
    {
        var count = Count + other.Count;
        if (count == 0)
            return this;
        var delta = other.Mean - Mean;
        return new Moments(count, Mean + (delta * other.Count / count), Squares + other.Squares + (delta * delta * Count * other.Count / count));
    }

    public static Moments Sum(ReadOnlySpan<Moments> parts)
    {
        var sum = default(Moments);
        foreach (var part in parts)
            sum = sum.Plus(part);
        return sum;
    }

    /// <summary>The mean and 1 / sqrt(biased variance + epsilon).</summary>
    public (double Mean, double Inverse) Normalizer(double epsilon) => (Mean, 1 / Math.Sqrt((Squares / Count) + epsilon));

    /// <summary>Moments of a run: sums of short blocks in float lanes about the first value, blocks in double.</summary>
    public static unsafe Moments Of<T>(float* x, int length)
        where T : struct, ILanes<T>
    {
        const int BlockVectors = 32;
        if (length == 0)
            return default;
        var shift = x[0];
        var s = T.Create(shift);
        double sum = 0, squares = 0;
        var i = 0;
        while (i + T.Count <= length)
        {
            T sum0 = default, sum1 = default, squares0 = default, squares1 = default;
            var v = 0;
            for (; v + 2 <= BlockVectors && i + (2 * T.Count) <= length; v += 2, i += 2 * T.Count)
            {
                var d0 = T.Load(x + i) - s;
                var d1 = T.Load(x + i + T.Count) - s;
                sum0 += d0;
                sum1 += d1;
                squares0 = T.FusedMultiplyAdd(d0, d0, squares0);
                squares1 = T.FusedMultiplyAdd(d1, d1, squares1);
            }

            if (v < BlockVectors && i + T.Count <= length)
            {
                var d = T.Load(x + i) - s;
                sum0 += d;
                squares0 = T.FusedMultiplyAdd(d, d, squares0);
                i += T.Count;
            }

            sum += (sum0 + sum1).Sum();
            squares += (squares0 + squares1).Sum();
        }

        for (; i < length; i++)
        {
            double d = (double)x[i] - shift;
            sum += d;
            squares += d * d;
        }

        return new Moments(length, shift + (sum / length), Math.Max(0, squares - (sum * sum / length)));
    }
}

/// <summary>Measures pieces of a map, each in parts of a fixed length, so that the result does not depend on the number of threads.</summary>
internal readonly unsafe struct MomentBody(float* x, int length, int channelStride, int bands, int parts, Moments[] moments) : ILaneBody
{
    public void Invoke<T>(int index, int worker)
        where T : struct, ILanes<T>
    {
        var (piece, part) = Math.DivRem(index, parts);
        var (channel, band) = Math.DivRem(piece, bands);
        var first = part * Moments.PartLength;
        var start = x + ((long)channel * channelStride) + ((long)band * length) + first;
        moments[index] = Moments.Of<T>(start, Math.Min(Moments.PartLength, length - first));
    }
}
