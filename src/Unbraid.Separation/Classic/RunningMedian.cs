namespace Unbraid.Separation.Classic;

/// <summary>Median filter along a row: each value becomes the median of the window centred on it; the row is mirrored at its ends.</summary>
internal sealed class RunningMedian
{
    private readonly int _radius;
    private readonly float[] _sorted;

    /// <param name="window">Values in the window, odd.</param>
    public RunningMedian(int window)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(window % 2, 1);
        _radius = window / 2;
        _sorted = new float[window];
    }

    /// <summary>Filters <paramref name="source"/> into <paramref name="destination"/>, of the same length and not overlapping it.</summary>
    public void Filter(ReadOnlySpan<float> source, Span<float> destination)
    {
        for (var i = -_radius; i <= _radius; i++)
            _sorted[i + _radius] = source[Mirror(i, source.Length)];
        Array.Sort(_sorted);
        destination[0] = _sorted[_radius];
        for (var i = 1; i < source.Length; i++)
        {
            Replace(source[Mirror(i - 1 - _radius, source.Length)], source[Mirror(i + _radius, source.Length)]);
            destination[i] = _sorted[_radius];
        }
    }

    /// <summary>Keeps the window sorted: shifts what lies between the place of the old and that of the new value.</summary>
    private void Replace(float old, float value)
    {
        var at = Array.BinarySearch(_sorted, old);
        while (at + 1 < _sorted.Length && _sorted[at + 1] < value)
        {
            _sorted[at] = _sorted[at + 1];
            at++;
        }

        while (at > 0 && _sorted[at - 1] > value)
        {
            _sorted[at] = _sorted[at - 1];
            at--;
        }

        _sorted[at] = value;
    }

    /// <summary>... c b a | a b c ... x y z | z y x ...</summary>
    private static int Mirror(int i, int length)
    {
        var period = 2 * length;
        i = (i % period + period) % period;
        return i < length ? i : period - 1 - i;
    }
}
