namespace Unbraid.Audio.Ffmpeg;

/// <summary>Takes an encoder's delay off the start and the padding of its last block off the end.</summary>
/// <remarks>
/// A stated length is believed only where what follows it is no more than one padded block: a header that claims a second of an hour's
/// sound costs nothing.
/// </remarks>
internal sealed class TrimmedSource(ISampleSource source, int skipFrames, long? exactFrames) : ISampleSource
{
    /// <summary>The largest block of any codec here (Vorbis), in frames.</summary>
    private const int MaxPadding = 8192;

    private readonly int _channels = source.Info.Format.Channels;
    private int _skip = skipFrames;
    private long _untilEnd = exactFrames ?? long.MaxValue;
    private Memory<float> _ahead;

    public AudioInfo Info => source.Info;

    public uint ChannelMask => source.ChannelMask;

    public AudioDamage? Damage => source.Damage;

    public async ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken)
    {
        await SkipAsync(cancellationToken);
        int done = 0;
        while (done < interleaved.Length)
        {
            int count = await ReadSomeAsync(interleaved[done..], cancellationToken);
            if (count == 0)
                break;
            done += count;
        }

        return done / _channels;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Reads samples from wherever the next ones are: those looked at beyond the stated end, or the source.</summary>
    private async ValueTask<int> ReadSomeAsync(Memory<float> interleaved, CancellationToken cancellationToken)
    {
        if (_untilEnd == 0 && !await IsLongerAsync(cancellationToken))
            return 0;
        if (!_ahead.IsEmpty)
        {
            int count = Math.Min(_ahead.Length, interleaved.Length);
            _ahead[..count].CopyTo(interleaved);
            _ahead = _ahead[count..];
            return count;
        }

        int wanted = (int)Math.Min(interleaved.Length, Math.Min(_untilEnd, int.MaxValue / _channels) * _channels);
        int frames = await source.ReadAsync(interleaved[..wanted], cancellationToken);
        _untilEnd -= _untilEnd == long.MaxValue ? 0 : frames;
        return frames * _channels;
    }

    /// <summary>At the stated end: whether so much follows that the statement is wrong.</summary>
    private async ValueTask<bool> IsLongerAsync(CancellationToken cancellationToken)
    {
        var ahead = new float[(MaxPadding + 1) * _channels];
        int frames = await source.ReadAsync(ahead, cancellationToken);
        if (frames <= MaxPadding)
            return false;
        _ahead = ahead;
        _untilEnd = long.MaxValue;
        return true;
    }

    private async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        if (_skip == 0)
            return;
        var skipped = new float[_skip * _channels];
        _skip = 0;
        await source.ReadAsync(skipped, cancellationToken);
    }
}
