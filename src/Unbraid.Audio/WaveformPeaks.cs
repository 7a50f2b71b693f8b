using System.Numerics.Tensors;

namespace Unbraid.Audio;

/// <summary>One column of a waveform display: the lowest and highest sample and the root mean square, over all channels, full scale ±1.</summary>
internal readonly record struct WaveformBucket(float Min, float Max, float Rms);

/// <summary>Reduces a stream to one <see cref="WaveformBucket"/> for every stretch of time. Memory depends on the number of buckets alone.</summary>
internal sealed class WaveformPeaks
{
    private readonly List<WaveformBucket> _buckets = [];
    private readonly Func<long, long> _endOf;
    private readonly int _channels;
    private long _frames;
    private long _end;
    private float _min = float.PositiveInfinity;
    private float _max = float.NegativeInfinity;
    private double _squares;
    private long _samples;

    private WaveformPeaks(int channels, Func<long, long> endOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        _channels = channels;
        _endOf = endOf;
        _end = endOf(0);
    }

    /// <summary>Buckets of equal size; the last one holds what is left.</summary>
    /// <param name="framesPerBucket">Frames in a bucket, at least 1.</param>
    /// <param name="channels">Channels of the stream, at least 1.</param>
    public static WaveformPeaks OfSize(int framesPerBucket, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerBucket);
        return new WaveformPeaks(channels, bucket => (bucket + 1) * framesPerBucket);
    }

    /// <summary>A number of buckets for a stream of known length; bucket b begins at frame b * total / buckets.</summary>
    /// <remarks>A shorter stream gives fewer buckets; frames beyond the total go into the last one. Never more buckets than frames.</remarks>
    /// <param name="buckets">Number of buckets, at least 1.</param>
    /// <param name="totalFrames">Length of the stream in frames, 0 or more.</param>
    /// <param name="channels">Channels of the stream, at least 1.</param>
    public static WaveformPeaks OfCount(int buckets, long totalFrames, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(buckets);
        ArgumentOutOfRangeException.ThrowIfNegative(totalFrames);
        long count = Math.Clamp(totalFrames, 1, buckets);
        return new WaveformPeaks(channels, bucket => bucket >= count - 1 ? long.MaxValue : (long)((Int128)(bucket + 1) * totalFrames / count));
    }

    /// <summary>Takes in whole frames.</summary>
    /// <param name="interleaved">[frames, channels].</param>
    public void Add(ReadOnlySpan<float> interleaved)
    {
        if (interleaved.Length % _channels != 0)
        {
            throw new ArgumentException($"{interleaved.Length} samples are not whole frames of {_channels} channels.");
        }

        while (!interleaved.IsEmpty)
        {
            int count = (int)Math.Min(_end - _frames, interleaved.Length / _channels);
            var part = interleaved[..(count * _channels)];
            _min = Math.Min(_min, TensorPrimitives.Min(part));
            _max = Math.Max(_max, TensorPrimitives.Max(part));
            _squares += TensorPrimitives.SumOfSquares(part);
            _samples += part.Length;
            _frames += count;
            interleaved = interleaved[part.Length..];
            if (_frames == _end)
            {
                Close();
            }
        }
    }

    /// <summary>Ends the stream and gives all buckets.</summary>
    public IReadOnlyList<WaveformBucket> Complete()
    {
        if (_samples > 0)
        {
            Close();
        }

        return _buckets;
    }

    private void Close()
    {
        _buckets.Add(new WaveformBucket(_min, _max, (float)Math.Sqrt(_squares / _samples)));
        (_min, _max, _squares, _samples) = (float.PositiveInfinity, float.NegativeInfinity, 0, 0);
        _end = _endOf(_buckets.Count);
    }
}
