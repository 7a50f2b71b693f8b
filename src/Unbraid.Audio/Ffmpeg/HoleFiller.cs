namespace Unbraid.Audio.Ffmpeg;

/// <summary>Puts silence where samples of a damaged file are missing, so that what follows stays in its place.</summary>
/// <param name="source">The decoder's samples.</param>
/// <param name="log">What it says of every block of them.</param>
/// <param name="finder">Tells what is missing.</param>
internal sealed class HoleFiller(ISampleSource source, FrameLog log, HoleFinder finder)
{
    private readonly int _channels = source.Info.Format.Channels;
    private readonly Queue<(DecodedBlock Block, float[] Samples)> _ahead = new();
    private Memory<float> _samples;
    private long _silence;
    private int _left;

    /// <summary>Holes filled so far.</summary>
    public int Holes { get; private set; }

    /// <summary>Frames of silence in them.</summary>
    public long MissingFrames { get; private set; }

    /// <summary>Where the first hole begins, in frames.</summary>
    public long FirstHole { get; private set; }

    /// <summary>Frames delivered so far.</summary>
    public long Position { get; private set; }

    /// <summary>Reads until the buffer is full or the sound ends.</summary>
    public async ValueTask<int> ReadAsync(Memory<float> interleaved)
    {
        int done = 0;
        while (done < interleaved.Length)
        {
            if (_silence == 0 && _samples.IsEmpty && _left == 0 && !await NextBlockAsync())
                _left = int.MaxValue; // nothing more is told: the rest as it comes
            int count = await FillAsync(interleaved[done..]);
            if (count == 0)
                break;
            done += count;
            Position += count / _channels;
        }

        return done / _channels;
    }

    /// <summary>From silence first, then from what was read ahead, then from the source.</summary>
    private async ValueTask<int> FillAsync(Memory<float> destination)
    {
        if (_silence > 0)
        {
            int frames = (int)Math.Min(_silence, destination.Length / _channels);
            destination.Span[..(frames * _channels)].Clear();
            _silence -= frames;
            return frames * _channels;
        }

        if (!_samples.IsEmpty)
        {
            int count = Math.Min(_samples.Length, destination.Length);
            _samples[..count].CopyTo(destination);
            _samples = _samples[count..];
            return count;
        }

        int wanted = Math.Min(_left, destination.Length / _channels);
        int read = await source.ReadAsync(destination[..(wanted * _channels)], CancellationToken.None);
        _left = read < wanted ? 0 : _left - read;
        return read * _channels;
    }

    private async ValueTask<bool> NextBlockAsync()
    {
        if (_ahead.TryDequeue(out var known))
        {
            finder.Pass(known.Block);
            _samples = known.Samples;
            return true;
        }

        if (await log.NextAsync() is not { } block)
            return false;
        if (!finder.IsSuspect(block))
        {
            finder.Pass(block);
            _left = block.Frames;
            return true;
        }

        int most = finder.BlocksFrom(block);
        for (DecodedBlock? next = block; next is { } found; next = _ahead.Count < most ? await log.NextAsync() : null)
            _ahead.Enqueue((found, await TakeAsync(found)));
        Fill(finder.Missing([.. _ahead.Select(entry => entry.Block)]));
        return _silence > 0 || await NextBlockAsync();
    }

    private void Fill(long frames)
    {
        if (frames == 0)
            return;
        if (Holes++ == 0)
            FirstHole = Position;
        MissingFrames += frames;
        _silence = frames;
    }

    private async Task<float[]> TakeAsync(DecodedBlock block)
    {
        var samples = new float[block.Frames * _channels];
        int frames = await source.ReadAsync(samples, CancellationToken.None);
        return samples[..(frames * _channels)];
    }
}
