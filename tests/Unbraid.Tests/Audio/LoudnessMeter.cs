using Unbraid.Audio;

namespace Unbraid.Tests.Audio;

/// <summary>How loud a sound is.</summary>
/// <param name="Integrated">Programme loudness in LUFS; negative infinity where nothing passes the gate of -70 LUFS.</param>
/// <param name="Range">Loudness range in LU; 0 where nothing passes the gate.</param>
/// <param name="TruePeak">Highest peak between and at the samples in dBTP; negative infinity for silence.</param>
internal readonly record struct Loudness(double Integrated, double Range, double TruePeak);

/// <summary>Measures loudness after ITU-R BS.1770-4, EBU R 128 and EBU Tech 3342 while a sound streams by. Memory does not depend on its length.</summary>
/// <remarks>
/// Programme loudness: blocks of 400 ms every 100 ms, gated at -70 LUFS and at 10 LU below the mean of those above. Range: windows of 3 s every
/// 100 ms, gated at -70 LUFS and 20 LU below the mean, between the 10th and the 95th percentile. True peak: at four times the rate (two times
/// from 96 kHz, the samples alone from 192 kHz). Channels are in the order of WAVE files: of six, the fourth (LFE) does not count, and surround
/// channels count 1.41 times. Blocks are sorted into steps of 0.01 LU, which is what the result is good for.
/// </remarks>
internal sealed class LoudnessMeter
{
    private const int MomentaryTenths = 4;
    private const int ShortTermTenths = 30;

    private readonly AudioFormat _format;
    private readonly LoudnessFilter[] _filters;
    private readonly double[] _weights;
    private readonly double[] _tenths = new double[ShortTermTenths];
    private readonly LoudnessHistogram _momentary = new();
    private readonly LoudnessHistogram _shortTerm = new();
    private readonly TruePeakMeter _truePeak;
    private long _frames;
    private long _tenthsDone;
    private long _tenthBegin;
    private long _tenthEnd;
    private double _energy;

    /// <param name="format">Rate and channels of the sound.</param>
    public LoudnessMeter(AudioFormat format)
    {
        _format = format;
        _filters = new LoudnessFilter[format.Channels];
        for (int channel = 0; channel < format.Channels; channel++)
        {
            _filters[channel] = new LoudnessFilter(format.SampleRate);
        }

        _weights = Weights(format.Channels);
        _truePeak = new TruePeakMeter(format);
        _tenthEnd = format.SampleRate / 10;
    }

    /// <summary>Takes in whole frames.</summary>
    /// <param name="interleaved">[frames, channels].</param>
    public void Add(ReadOnlySpan<float> interleaved)
    {
        if (interleaved.Length % _format.Channels != 0)
        {
            throw new ArgumentException($"{interleaved.Length} samples are not whole frames of {_format.Channels} channels.");
        }

        _truePeak.Add(interleaved);
        while (!interleaved.IsEmpty)
        {
            int count = (int)Math.Min(_tenthEnd - _frames, interleaved.Length / _format.Channels);
            for (int channel = 0; channel < _format.Channels; channel++)
            {
                _energy += _weights[channel] * _filters[channel].Energy(interleaved[..(count * _format.Channels)], channel, _format.Channels);
            }

            _frames += count;
            interleaved = interleaved[(count * _format.Channels)..];
            if (_frames == _tenthEnd)
            {
                CloseTenth();
            }
        }
    }

    /// <summary>Ends the stream and gives the result.</summary>
    public Loudness Complete()
    {
        double peak = _truePeak.Complete();
        double integrated = LoudnessHistogram.ToLufs(_momentary.MeanAbove(_momentary.MeanAbove(0) * Math.Pow(10, -1)));
        double gate = _shortTerm.MeanAbove(0) * Math.Pow(10, -2);
        return new Loudness(integrated, _shortTerm.PercentileAbove(gate, 0.95) - _shortTerm.PercentileAbove(gate, 0.10), 20 * Math.Log10(peak));
    }

    private static double[] Weights(int channels)
    {
        const double Surround = 1.41;
        return channels switch
        {
            4 => [1, 1, Surround, Surround],
            5 => [1, 1, 1, Surround, Surround],
            6 => [1, 1, 1, 0, Surround, Surround],
            7 => [1, 1, 1, 0, Surround, Surround, Surround],
            8 => [1, 1, 1, 0, Surround, Surround, Surround, Surround],
            _ => [.. Enumerable.Repeat(1.0, channels)],
        };
    }

    // Where a tenth of a second is no whole number of frames, tenths differ by one frame; each is a mean of its own.
    private void CloseTenth()
    {
        _tenths[_tenthsDone % ShortTermTenths] = _energy / (_tenthEnd - _tenthBegin);
        _energy = 0;
        _tenthsDone++;
        _tenthBegin = _tenthEnd;
        _tenthEnd = (_tenthsDone + 1) * _format.SampleRate / 10;
        if (_tenthsDone >= MomentaryTenths)
        {
            _momentary.Add(MeanOfLast(MomentaryTenths));
        }

        if (_tenthsDone >= ShortTermTenths)
        {
            _shortTerm.Add(MeanOfLast(ShortTermTenths));
        }
    }

    private double MeanOfLast(int tenths)
    {
        double sum = 0;
        for (long i = _tenthsDone - tenths; i < _tenthsDone; i++)
        {
            sum += _tenths[i % ShortTermTenths];
        }

        return sum / tenths;
    }
}
