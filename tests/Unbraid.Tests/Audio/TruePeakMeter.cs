using System.Numerics.Tensors;
using Unbraid.Audio;

namespace Unbraid.Tests.Audio;

/// <summary>Highest magnitude of a sound after raising its rate to at least 176.4 kHz (BS.1770-4, annex 2).</summary>
internal sealed class TruePeakMeter
{
    private const int BlockFrames = 1024;

    private readonly Resampler? _resampler;
    private readonly float[] _raised;
    private readonly int _channels;
    private float _peak;

    public TruePeakMeter(AudioFormat format)
    {
        int factor = format.SampleRate < 96_000 ? 4 : format.SampleRate < 192_000 ? 2 : 1;
        _channels = format.Channels;
        _resampler = factor == 1 ? null : new Resampler(format.SampleRate, factor * format.SampleRate, format.Channels);
        _raised = new float[(_resampler?.MaxOutputFrames(BlockFrames) ?? 0) * format.Channels];
    }

    public void Add(ReadOnlySpan<float> interleaved)
    {
        if (interleaved.IsEmpty)
        {
            return;
        }

        Take(interleaved);
        for (int at = 0; _resampler is not null && at < interleaved.Length; at += BlockFrames * _channels)
        {
            var block = interleaved.Slice(at, Math.Min(BlockFrames * _channels, interleaved.Length - at));
            Take(_raised.AsSpan(0, _resampler.Process(block, _raised) * _channels));
        }
    }

    /// <summary>Ends the stream and gives the peak, full scale 1.</summary>
    public float Complete()
    {
        for (int frames; _resampler is not null && (frames = _resampler.Finish(_raised)) > 0;)
        {
            Take(_raised.AsSpan(0, frames * _channels));
        }

        return _peak;
    }

    private void Take(ReadOnlySpan<float> samples)
    {
        if (!samples.IsEmpty)
        {
            _peak = Math.Max(_peak, Math.Abs(TensorPrimitives.MaxMagnitude(samples)));
        }
    }
}
