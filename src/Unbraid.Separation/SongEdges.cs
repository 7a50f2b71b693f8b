namespace Unbraid.Separation;

/// <summary>The song as segments see it: continued on both sides, and filled up where a segment reaches past its end.</summary>
/// <param name="input">The song.</param>
/// <param name="channels">Channels of a segment.</param>
/// <param name="border">Frames that it is continued by on each side, mirrored without repeating the outermost; less than its length.</param>
/// <param name="padding">What stands past the end of that.</param>
internal sealed class SongEdges(ModelInput input, int channels, int border, SegmentPadding padding)
{
    /// <summary>First frame.</summary>
    public long Start => -border;

    /// <summary>Frame after the last.</summary>
    public long End => input.Frames + border;

    /// <summary>Reads a segment.</summary>
    /// <param name="start">Its first frame. What lies before <see cref="Start"/> is silence.</param>
    /// <param name="frames">Frames of the segment, whatever of it lies within the song.</param>
    /// <param name="planar">Destination, [channels, frames].</param>
    public void Read(long start, int frames, Span<float> planar)
    {
        var within = (int)Math.Clamp(End - start, 0, frames);
        var mirrorsEnd = padding == SegmentPadding.Mirror && within > frames / 2;
        for (var done = 0; done < frames;)
        {
            // A run in which neighbours stay neighbours, forwards or backwards.
            var at = start + done;
            var target = planar[done..];
            int run;
            if (at < Start)
            {
                run = (int)Math.Min(Start - at, frames - done);
                Clear(target, run, frames);
            }
            else if (at < 0)
            {
                run = (int)Math.Min(-at, frames - done);
                ReadBackwards(-at, run, target, frames);
            }
            else if (at < input.Frames)
            {
                run = (int)Math.Min(input.Frames - at, frames - done);
                input.Read(at, run, target, frames);
            }
            else if (at < End)
            {
                run = (int)Math.Min(End - at, frames - done);
                ReadBackwards((2 * (input.Frames - 1)) - at, run, target, frames);
            }
            else
            {
                run = frames - done;
                Clear(target, run, frames);
                // What is mirrored here is the segment itself, which is there by now.
                for (var channel = 0; mirrorsEnd && channel < channels; channel++)
                {
                    var row = planar.Slice(channel * frames, frames);
                    row.Slice(within - 1 - run, run).CopyTo(row[within..]);
                    row[within..].Reverse();
                }
            }

            done += run;
        }
    }

    // The frame given, the one before it, and so on.
    private void ReadBackwards(long last, int run, Span<float> target, int stride)
    {
        input.Read(last - run + 1, run, target, stride);
        for (var channel = 0; channel < channels; channel++)
            target.Slice(channel * stride, run).Reverse();
    }

    private void Clear(Span<float> target, int run, int stride)
    {
        for (var channel = 0; channel < channels; channel++)
            target.Slice(channel * stride, run).Clear();
    }
}
