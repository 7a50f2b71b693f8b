using System.Numerics.Tensors;
using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Makes the files of one song add up: the balancing stem takes what the other files leave of the song.</summary>
/// <remarks>
/// In an integer format all stems but the balancing one are quantised, and that one becomes the quantised song minus their sum, in
/// integers. Where it would leave the range of the format, the excess goes to the other stems in turn.
/// In float the other stems are rounded to multiples of 2^-23, so that their sum and its difference to a song of 24 bits or fewer
/// have no rounding error; a finer song leaves a remainder below half a unit of the balancing stem's last bit, which goes to the
/// quietest stem. The sum is then the song's float wherever one stem is no louder than the song.
/// </remarks>
internal sealed class StemBalancer
{
    private const float Grid = 1 << 23;

    private readonly int _balance;
    private readonly SampleType _samples;
    private readonly bool _exact;
    private readonly TpdfDither[] _dithers;
    private readonly PeakMeter _peak = new();
    private readonly float[][] _floats;
    private readonly int[][] _integers;
    private int[] _song = [];
    private int _length;

    /// <param name="count">Number of files.</param>
    /// <param name="balance">Index of the balancing one.</param>
    /// <param name="output">Format, and whether the sum is to be exact.</param>
    public StemBalancer(int count, int balance, StemOutput output)
    {
        _balance = balance;
        _samples = output.Encoding.Samples;
        _exact = output.Exact;
        _floats = [.. Enumerable.Range(0, count).Select(_ => Array.Empty<float>())];
        _integers = [.. Enumerable.Range(0, count).Select(_ => Array.Empty<int>())];
        _dithers = [.. Enumerable.Range(0, count).Select(seed => new TpdfDither(seed))];
    }

    /// <summary>Whether the files are to be written from <see cref="Quantized"/> and not from <see cref="Samples"/>.</summary>
    public bool IsQuantized => _exact && _samples != SampleType.Float32;

    /// <summary>By how many dB a stem is beyond what its integers hold, rounded up to tenths; null where none is.</summary>
    public string? Excess => _peak.Excess;

    public ReadOnlyMemory<float> Samples(int file) => _floats[file].AsMemory(0, _length);

    public ReadOnlyMemory<int> Quantized(int file) => _integers[file].AsMemory(0, _length);

    /// <summary>Takes the next stretch of the song and of the stems, all interleaved and of one length.</summary>
    public void Fill(ReadOnlySpan<float> song, IReadOnlyList<ReadOnlyMemory<float>> stems)
    {
        _length = song.Length;
        if (IsQuantized)
            FillIntegers(song, stems);
        else
            FillFloats(song, stems);
    }

    private void FillIntegers(ReadOnlySpan<float> song, IReadOnlyList<ReadOnlyMemory<float>> stems)
    {
        Buffers.Grow(ref _song, _length);
        for (var i = 0; i < _integers.Length; i++)
            Buffers.Grow(ref _integers[i], _length);
        SampleQuantizer.Quantize(song, _samples, _song);
        var balance = _integers[_balance].AsSpan(0, _length);
        _song.AsSpan(0, _length).CopyTo(balance);
        for (var i = 0; i < stems.Count; i++)
        {
            if (i == _balance)
                continue;
            var stem = _integers[i].AsSpan(0, _length);
            _peak.Add(stems[i].Span);
            if (_samples == SampleType.Int16)
                SampleQuantizer.Quantize(stems[i].Span, _samples, _dithers[i], stem);
            else
                SampleQuantizer.Quantize(stems[i].Span, _samples, stem);
            TensorPrimitives.Subtract(balance, stem, balance);
        }

        var (lowest, highest) = SampleQuantizer.Range(_samples);
        _peak.Add(TensorPrimitives.MaxMagnitude<int>(balance) / -(float)lowest);
        for (var i = 0; i < _length; i++)
        {
            if (balance[i] < lowest || balance[i] > highest)
                Spread(i, lowest, highest);
        }
    }

    /// <summary>Moves what the balancing stem cannot hold at one sample to the other stems; together they can hold any song.</summary>
    private void Spread(int sample, int lowest, int highest)
    {
        var balance = _integers[_balance];
        var excess = balance[sample] - Math.Clamp(balance[sample], lowest, highest);
        balance[sample] -= excess;
        for (var i = 0; i < _integers.Length && excess != 0; i++)
        {
            if (i == _balance)
                continue;
            var before = _integers[i][sample];
            _integers[i][sample] = Math.Clamp(before + excess, lowest, highest);
            excess -= _integers[i][sample] - before;
        }
    }

    private void FillFloats(ReadOnlySpan<float> song, IReadOnlyList<ReadOnlyMemory<float>> stems)
    {
        for (var i = 0; i < _floats.Length; i++)
            Buffers.Grow(ref _floats[i], _length);
        for (var i = 0; i < stems.Count; i++)
        {
            var stem = _floats[i].AsSpan(0, _length);
            stems[i].Span.CopyTo(stem);
            if (!_exact)
                continue;
            TensorPrimitives.Multiply(stem, Grid, stem);
            TensorPrimitives.Round(stem, stem);
            TensorPrimitives.Divide(stem, Grid, stem);
        }

        for (var t = 0; t < _length; t++)
        {
            double rest = song[t];
            for (var i = 0; i < _floats.Length; i++)
            {
                if (i != _balance)
                    rest -= _floats[i][t];
            }

            var balance = (float)rest;
            _floats[_balance][t] = balance;
            if (_exact && rest != balance)
                Carry(t, rest - balance);
        }
    }

    /// <summary>Gives a remainder to the stem whose float is finest there.</summary>
    private void Carry(int sample, double remainder)
    {
        var finest = _floats[0];
        foreach (var stem in _floats)
        {
            if (Math.Abs(stem[sample]) < Math.Abs(finest[sample]))
                finest = stem;
        }

        finest[sample] = (float)(finest[sample] + remainder);
    }
}
