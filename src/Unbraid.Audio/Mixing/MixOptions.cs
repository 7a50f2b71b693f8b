namespace Unbraid.Audio;

/// <summary>What part of the tracks is mixed, and what the file carries.</summary>
internal sealed record MixOptions
{
    /// <summary>Where the mix begins in the tracks, 0 or more; the nearest sample. Default: their start.</summary>
    public TimeSpan Start { get; init; }

    /// <summary>Where it ends in the tracks, after <see cref="Start"/>. Default, and at most: the end of the longest.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Sample type of a lossless file. Default: the largest of the tracks', 16 bits for lossy ones.</summary>
    public SampleType? Samples { get; init; }

    /// <summary>Tags to write. Default: none.</summary>
    public AudioTags Tags { get; init; } = AudioTags.None;

    /// <summary>A JPEG picture to attach as the front cover. Default: none. WAV, Ogg and Opus files do not get one.</summary>
    public string? CoverPath { get; init; }

    /// <summary>Longest track to accept. Default: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }
}

/// <summary>What came of a mix.</summary>
/// <param name="Frames">Its length.</param>
/// <param name="ClippedSamples">Samples beyond full scale, which were cut to it; always 0 in a file of floats.</param>
/// <param name="Peak">The highest magnitude before that; full scale is 1.</param>
internal readonly record struct MixReport(long Frames, long ClippedSamples, double Peak);
