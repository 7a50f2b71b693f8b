namespace Unbraid.Separation;

/// <summary>Mean and standard deviation of the mono sum, in double and by blocks, so that length costs no precision.</summary>
internal sealed class SongStatistics(int channels)
{
    private long _count;
    private double _squares;

    public double Mean { get; private set; }

    public double Deviation(SongNormalization normalization) => normalization == SongNormalization.Unbiased
        ? Math.Sqrt(_squares / Math.Max(1, _count - 1)) + 1e-8
        : _squares > 0 ? Math.Sqrt(_squares / _count) : 1; // of a constant, NaN in the original

    public void Add(ReadOnlySpan<float> interleaved)
    {
        var count = interleaved.Length / channels;
        if (count == 0)
            return;
        double sum = 0;
        for (var i = 0; i < interleaved.Length; i++)
            sum += interleaved[i];
        var mean = sum / interleaved.Length;
        double squares = 0;
        for (var i = 0; i < interleaved.Length; i += channels)
        {
            double mono = 0;
            for (var c = 0; c < channels; c++)
                mono += interleaved[i + c];
            var distance = mono / channels - mean;
            squares += distance * distance;
        }

        // Chan, Golub and LeVeque (1979): joins the moments of two sets.
        var total = _count + count;
        var delta = mean - Mean;
        _squares += squares + delta * delta * _count * count / total;
        Mean += delta * count / total;
        _count = total;
    }
}
