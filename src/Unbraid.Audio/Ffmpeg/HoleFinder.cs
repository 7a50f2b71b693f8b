namespace Unbraid.Audio.Ffmpeg;

/// <summary>Finds what is missing before a block of samples, by its time stamp or by the bytes that were skipped.</summary>
/// <remarks>
/// Time stamps are rounded (Matroska, ASF) and guessed (Vorbis) by up to half a block, and after damage the first ones may be wrong (FLAC):
/// small differences mean nothing, and a large one is taken from the last of some blocks. MP3, raw AAC, AC-3 and DTS have no time stamps; ffmpeg counts
/// the blocks that it finds. What it skipped between two of them is told by their places in the file. The blocks of the last page of an Ogg
/// file are counted on from what was found last, so the length of the whole tells what is missing before them.
/// </remarks>
/// <param name="format">The decoder's.</param>
/// <param name="countsBytes">Whether times are counted, so that places in the file tell more.</param>
/// <param name="lastPage">The last page of Vorbis or Opus in Ogg.</param>
internal sealed class HoleFinder(AudioFormat format, bool countsBytes, LastPage? lastPage = null)
{
    private const int Ahead = 8;

    /// <summary>What a single large block of a variable bit rate may look like.</summary>
    private const double LeastBlocks = 4;

    /// <summary>Blocks whose mean size counts: with a variable bit rate they differ.</summary>
    private const int MeanOver = 64;

    private const double SmallestSeconds = 0.02, LargestSeconds = 60;

    private readonly long _smallest = (long)(SmallestSeconds * format.SampleRate);
    private readonly long _largest = (long)(LargestSeconds * format.SampleRate);
    private DecodedBlock? _last;
    private long? _expected;
    private double _bytesPerBlock;
    private int _blocks;

    /// <summary>Whether something seems to be missing before a block.</summary>
    public bool IsSuspect(DecodedBlock block) => Drift(block) is var drift && (drift > _smallest || drift < -_smallest) || Skipped(block) > _smallest || BeginsLastPage(block);

    /// <summary>Blocks that are to be looked at from a suspect one on.</summary>
    public int BlocksFrom(DecodedBlock block) => BeginsLastPage(block) ? int.MaxValue : Ahead;

    /// <summary>Frames missing before the first of some blocks that follow each other; no more than a minute.</summary>
    public long Missing(IReadOnlyList<DecodedBlock> blocks)
    {
        long byBytes = Skipped(blocks[0]), before = blocks.Take(blocks.Count - 1).Sum(block => (long)block.Frames);
        long byTime = Drift(blocks[^1]) - before;
        if (BeginsLastPage(blocks[0]))
            byTime = lastPage!.Value.EndFrame - (_expected ?? 0) - before - blocks[^1].Frames;
        // A jump of days is another recording's clock, not a hole in this one.
        return byBytes > _smallest && byBytes <= _largest ? byBytes : byTime > _smallest && byTime <= _largest ? byTime : 0;
    }

    /// <summary>Goes on behind a block.</summary>
    public void Pass(DecodedBlock block)
    {
        if (countsBytes && block.BytePosition is { } position && _last?.BytePosition is { } before && Skipped(block) == 0)
            _bytesPerBlock += (position - before - _bytesPerBlock) / Math.Min(++_blocks, MeanOver);

        _last = block;
        _expected = block.Time + block.Frames ?? _expected + block.Frames;
    }

    private bool BeginsLastPage(DecodedBlock block) => lastPage is { } page && block.BytePosition == page.Position && _last?.BytePosition != page.Position;

    private long Drift(DecodedBlock block) => block.Time is { } time && _expected is { } expected ? time - expected : 0;

    /// <summary>Whole blocks in the bytes between this block and the end of the one before it.</summary>
    private long Skipped(DecodedBlock block)
    {
        if (!countsBytes || _bytesPerBlock <= 0 || _last?.BytePosition is not { } before || block.BytePosition is not { } position)
            return 0;
        double blocks = (position - before) / _bytesPerBlock - 1;
        return blocks < LeastBlocks ? 0 : (long)Math.Round(blocks) * block.Frames;
    }
}

/// <summary>The last page of an Ogg file.</summary>
/// <param name="Position">Where it begins, in bytes.</param>
/// <param name="EndFrame">Where its sound ends, in frames.</param>
internal readonly record struct LastPage(long Position, long EndFrame);
