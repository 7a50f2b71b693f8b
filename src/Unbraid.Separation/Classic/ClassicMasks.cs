namespace Unbraid.Separation.Classic;

/// <summary>Soft masks for drums, bass, other and vocals from a stereo spectrogram by signal processing alone. They sum to one.</summary>
/// <remarks>
/// Drums: energy that is steady along frequency rather than along time, by median filters (FitzGerald, "Harmonic/percussive separation
/// using median filtering", DAFx 2010). Bass: what is harmonic in the low band and lies on the tracked fundamental's harmonics.
/// Vocals: what is harmonic over a short while but not over a long one, and in the centre of the stereo picture. Other: the rest.
/// The constants were chosen by a search over the mean uSDR of a handful of songs.
/// </remarks>
internal sealed class ClassicMasks
{
    private const int ShortMedian = 19;
    private const int LongMedian = 61;
    private const int FrequencyMedian = 41;
    private const float BassFullHertz = 80;
    private const float BassEndHertz = 320;
    private const float OffHarmonicLoss = 0.3f;
    private const float Even = 0.1f;

    private readonly int _bins;
    private readonly float[] _low;
    private readonly float[] _voiceBand;
    private readonly float[] _magnitude;
    private readonly float[] _harmonic;
    private readonly float[] _steady;
    private readonly float[] _percussive;
    private readonly float[] _similarity;
    private readonly float[] _smoothed;
    private readonly float[] _fundamental;
    private readonly float[] _column;
    private readonly float[] _filteredColumn;
    private readonly RunningMedian _shortMedian = new(ShortMedian);
    private readonly RunningMedian _longMedian = new(LongMedian);
    private readonly RunningMedian _frequencyMedian = new(FrequencyMedian);
    private readonly FundamentalTrack _track;

    public ClassicMasks(int bins, int maxFrames, double hertzPerBin)
    {
        _bins = bins;
        _low = [.. Enumerable.Range(0, bins).Select(bin => 1 - Rise(bin * hertzPerBin, BassFullHertz, BassEndHertz))];
        _voiceBand = [.. Enumerable.Range(0, bins).Select(bin => Rise(bin * hertzPerBin, 100, 220) * (1 - Rise(bin * hertzPerBin, 6000, 12000)))];
        _magnitude = new float[bins * maxFrames];
        _harmonic = new float[bins * maxFrames];
        _steady = new float[bins * maxFrames];
        _percussive = new float[bins * maxFrames];
        _similarity = new float[bins * maxFrames];
        _smoothed = new float[bins * maxFrames];
        _fundamental = new float[maxFrames];
        _column = new float[bins];
        _filteredColumn = new float[bins];
        _track = new FundamentalTrack(maxFrames);
    }

    /// <summary>Computes the masks of one segment.</summary>
    /// <param name="real">Real parts, [2, bins, frames].</param>
    /// <param name="imaginary">Imaginary parts, [2, bins, frames].</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="masks">Destination, [4, bins, frames]: drums, bass, other, vocals.</param>
    public void Compute(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, int frames, Span<float> masks)
    {
        var size = _bins * frames;
        Observe(real, imaginary, size);
        FilterAlongTime(frames);
        FilterAlongFrequency(frames);
        Smooth(_similarity.AsSpan(0, size), frames, _smoothed.AsSpan(0, size));
        _track.Find(_harmonic, _fundamental.AsSpan(0, frames));

        for (var bin = 0; bin < _bins; bin++)
        {
            for (var t = 0; t < frames; t++)
            {
                var i = bin * frames + t;
                var harmonic = _harmonic[i] * _harmonic[i];
                var percussive = _percussive[i] * _percussive[i];
                var steady = _steady[i] * _steady[i];
                var low = _low[bin] == 0 ? 0 : _low[bin] * (1 - OffHarmonicLoss + OffHarmonicLoss * OnHarmonic(bin, _fundamental[t]));
                var unsteady = 1 - 1.5f * steady / (steady + harmonic + 1e-12f);
                var voice = Math.Clamp(Centre(_smoothed[i]) * _voiceBand[bin] * unsteady, 0, 1);
                var rest = harmonic * (1 - low);
                var scale = (1 - Even) / (percussive + harmonic + 1e-12f);
                var drums = percussive * scale + Even / 4;
                var bass = harmonic * low * scale + Even / 4;
                var vocals = rest * voice * scale + Even / 4;
                masks[i] = drums;
                masks[size + i] = bass;
                masks[2 * size + i] = 1 - drums - bass - vocals;
                masks[3 * size + i] = vocals;
            }
        }
    }

    /// <summary>Magnitude over both channels, and how alike the channels are: 1 in the centre, 0 where unrelated or on one side.</summary>
    private void Observe(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, int size)
    {
        for (var i = 0; i < size; i++)
        {
            var (leftRe, leftIm, rightRe, rightIm) = (real[i], imaginary[i], real[size + i], imaginary[size + i]);
            var power = leftRe * leftRe + leftIm * leftIm + rightRe * rightRe + rightIm * rightIm;
            _magnitude[i] = MathF.Sqrt(0.5f * power);
            _similarity[i] = 2 * (leftRe * rightRe + leftIm * rightIm) / (power + 1e-12f);
        }
    }

    private void FilterAlongTime(int frames)
    {
        for (var bin = 0; bin < _bins; bin++)
        {
            var row = _magnitude.AsSpan(bin * frames, frames);
            _shortMedian.Filter(row, _harmonic.AsSpan(bin * frames, frames));
            _longMedian.Filter(row, _steady.AsSpan(bin * frames, frames));
        }
    }

    private void FilterAlongFrequency(int frames)
    {
        for (var t = 0; t < frames; t++)
        {
            for (var bin = 0; bin < _bins; bin++)
                _column[bin] = _magnitude[bin * frames + t];
            _frequencyMedian.Filter(_column, _filteredColumn);
            for (var bin = 0; bin < _bins; bin++)
                _percussive[bin * frames + t] = _filteredColumn[bin];
        }
    }

    /// <summary>Mean over 3 bins and 5 frames, fewer at the borders.</summary>
    private void Smooth(ReadOnlySpan<float> source, int frames, Span<float> destination)
    {
        for (var bin = 0; bin < _bins; bin++)
        {
            var (firstBin, lastBin) = (Math.Max(0, bin - 1), Math.Min(_bins - 1, bin + 1));
            for (var t = 0; t < frames; t++)
            {
                var (first, last) = (Math.Max(0, t - 2), Math.Min(frames - 1, t + 2));
                var sum = 0f;
                for (var b = firstBin; b <= lastBin; b++)
                {
                    for (var s = first; s <= last; s++)
                        sum += source[b * frames + s];
                }

                destination[bin * frames + t] = sum / ((lastBin - firstBin + 1) * (last - first + 1));
            }
        }
    }

    private static float Centre(float similarity)
    {
        var squared = Math.Clamp(similarity, 0, 1);
        squared *= squared;
        squared *= squared;
        return squared * squared;
    }

    /// <summary>1 on a harmonic, falling to 1/e at a distance of two bins.</summary>
    private static float OnHarmonic(int bin, float fundamental)
    {
        var number = MathF.Round(bin / fundamental);
        if (number < 1)
            return 0;
        var distance = (bin - number * fundamental) / 2;
        return MathF.Exp(-distance * distance);
    }

    /// <summary>Smooth step from 0 at <paramref name="from"/> to 1 at <paramref name="to"/> on a logarithmic frequency scale.</summary>
    private static float Rise(double hertz, double from, double to)
    {
        var x = Math.Clamp(Math.Log(Math.Max(hertz, 1) / from) / Math.Log(to / from), 0, 1);
        return (float)(x * x * (3 - 2 * x));
    }
}
