using Unbraid.Audio;

namespace Unbraid.Video.Sound;

/// <summary>Follows the level of a stream in bands of equal width in octaves, as an eye likes to see it: quick up, slow down.</summary>
internal sealed class SpectrumBands
{
    private const float LowestHertz = 45, HighestHertz = 15_000;

    /// <summary>Decibels from the foot of the display to its top.</summary>
    private const float Range = 46;

    /// <summary>Music falls by about this much an octave; raised by as much, bands look alike.</summary>
    private const float DecibelsPerOctave = 3;

    /// <summary>The top follows the loudest band, down by this much a picture, so that a quiet song is seen too.</summary>
    private const float TopFall = 0.03f, LowestTop = -48;

    private const float Rise = 0.65f, Fall = 0.028f;

    private readonly int _channels;
    private readonly RealFft _fft;
    private readonly float[] _history;
    private readonly float[] _window;
    private readonly float[] _windowed;
    private readonly float[] _re;
    private readonly float[] _im;
    private readonly float[] _power;
    private readonly float[] _edges;
    private readonly float[] _tilt;
    private readonly float[] _now;
    private float _top = -18;

    public SpectrumBands(int count, AudioFormat format)
    {
        _channels = format.Channels;
        int length = 1 << (int)Math.Round(Math.Log2(format.SampleRate * 0.09));
        _fft = new RealFft(length);
        (_history, _windowed) = (new float[length], new float[length]);
        _window = [.. Enumerable.Range(0, length).Select(i => 2f / length * (1 - MathF.Cos(MathF.Tau * i / length)))];
        (_re, _im, _power) = (new float[_fft.Bins], new float[_fft.Bins], new float[_fft.Bins]);
        float highest = Math.Min(HighestHertz, format.SampleRate * 0.45f), octaves = MathF.Log2(highest / LowestHertz);
        _edges = [.. Enumerable.Range(0, count + 1).Select(i => LowestHertz * MathF.Pow(2, octaves * i / count) * length / format.SampleRate)];
        _tilt = [.. Enumerable.Range(0, count).Select(i => DecibelsPerOctave * octaves * ((float)i / count - 0.4f))];
        _now = new float[count];
    }

    /// <summary>Takes the samples of the next picture and moves the levels, 0 to 1.</summary>
    public void Read(ReadOnlySpan<float> interleaved, Span<float> levels)
    {
        Append(interleaved);
        for (int i = 0; i < _window.Length; i++)
            _windowed[i] = _history[i] * _window[i];
        _fft.Forward(_windowed, _re, _im);
        for (int i = 0; i < _power.Length; i++)
            _power[i] = (_re[i] * _re[i]) + (_im[i] * _im[i]);
        for (int band = 0; band < _now.Length; band++)
            _now[band] = (10 * MathF.Log10(Peak(_edges[band], _edges[band + 1]) + 1e-12f)) + _tilt[band];
        _top = Math.Max(Math.Max(_top - TopFall, LowestTop), _now.Max());
        for (int band = 0; band < _now.Length; band++)
        {
            float beside = (_now[Math.Max(band - 1, 0)] + _now[Math.Min(band + 1, _now.Length - 1)]) / 2;
            float target = Math.Clamp(1 + (((0.7f * _now[band]) + (0.3f * beside) - _top) / Range), 0, 1);
            levels[band] = target > levels[band] ? levels[band] + (Rise * (target - levels[band])) : Math.Max(target, levels[band] - Fall);
        }
    }

    /// <summary>The mean of the channels goes to the end of the history.</summary>
    private void Append(ReadOnlySpan<float> interleaved)
    {
        int frames = Math.Min(interleaved.Length / _channels, _history.Length);
        interleaved = interleaved[^(frames * _channels)..];
        _history.AsSpan(frames).CopyTo(_history);
        for (int t = 0; t < frames; t++)
        {
            float sum = 0;
            for (int c = 0; c < _channels; c++)
                sum += interleaved[(t * _channels) + c];
            _history[_history.Length - frames + t] = sum / _channels;
        }
    }

    /// <summary>The highest power between two places, in bins; linear between bins, for the lowest bands are narrower than one.</summary>
    private float Peak(float from, float to)
    {
        float best = Math.Max(At(from), At(to));
        for (int bin = (int)from + 1; bin < to; bin++)
            best = Math.Max(best, _power[bin]);
        return best;
    }

    private float At(float place)
    {
        int bin = Math.Min((int)place, _power.Length - 2);
        return _power[bin] + ((_power[bin + 1] - _power[bin]) * (place - bin));
    }
}
