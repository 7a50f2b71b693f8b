namespace Unbraid.Separation;

/// <summary>What a segment counts where several cover a sample.</summary>
internal enum SegmentWindow
{
    /// <summary>A triangle over the segment.</summary>
    Triangle,

    /// <summary>1 but for a ramp of a tenth of the segment at either end; none at the ends of the song.</summary>
    Faded,

    /// <summary>1 everywhere.</summary>
    Flat,
}

/// <summary>What stands where a segment reaches past the end of the song.</summary>
internal enum SegmentPadding
{
    /// <summary>The segment moves back so that half of what is missing is the sound before it; the rest is silence.</summary>
    Surroundings,

    /// <summary>The sound mirrored, if more than half of the segment is there, else silence.</summary>
    Mirror,

    /// <summary>Silence.</summary>
    Silence,
}

/// <summary>How a song is brought to a common level before the model, and back after it.</summary>
internal enum SongNormalization
{
    None,

    /// <summary>Mean 0 and standard deviation 1 of the mono sum, the deviation unbiased (divided by n - 1) and raised by 1e-8, as Demucs has it.</summary>
    Unbiased,

    /// <summary>The same with the deviation divided by n and not raised, as Music-Source-Separation-Training has it.</summary>
    Population,
}

/// <summary>How a whole song goes through a model that sees a segment at a time.</summary>
/// <param name="Window">What a segment counts.</param>
/// <param name="Padding">What stands past the end of the song.</param>
/// <param name="MirrorsBorders">Whether the song is continued, mirrored, by the overlap on both sides, so that its ends are covered as often as its
/// middle; a song no longer than both together is left as it is.</param>
internal sealed record SongProcedure(SegmentWindow Window, SegmentPadding Padding, bool MirrorsBorders)
{
    /// <summary>That of Demucs (apply.py).</summary>
    public static SongProcedure Demucs { get; } = new(SegmentWindow.Triangle, SegmentPadding.Surroundings, MirrorsBorders: false);

    /// <summary>That of Music-Source-Separation-Training (<c>demix</c>), one chunk in a batch.</summary>
    public static SongProcedure Msst { get; } = new(SegmentWindow.Faded, SegmentPadding.Mirror, MirrorsBorders: true);

    /// <summary>What Music-Source-Separation-Training does with networks of Demucs.</summary>
    public static SongProcedure MsstDemucs { get; } = new(SegmentWindow.Flat, SegmentPadding.Silence, MirrorsBorders: false);
}
