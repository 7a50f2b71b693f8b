using Unbraid.Audio;

namespace Unbraid.Video;

/// <summary>What a video shows and plays.</summary>
public sealed record VideoSong
{
    /// <summary>Any text, in any script; two lines of it are shown.</summary>
    public required string Title { get; init; }

    /// <summary>Any text; one line of it is shown. Null or blank: none.</summary>
    public string? Artist { get; init; }

    /// <summary>Seeds what is drawn for a song without a cover: the same name gives the same picture.</summary>
    public required string Name { get; init; }

    /// <summary>Path of a JPEG picture of any shape; its middle square is shown. Null, or one that cannot be read: a picture is drawn instead.</summary>
    public string? CoverPath { get; init; }

    /// <summary>Path of any sound file, for what is drawn of the sound.</summary>
    public required string SoundPath { get; init; }

    /// <summary>Path of the same sound as AAC in MP4, which is copied into the video.</summary>
    public required string AacPath { get; init; }

    /// <summary>Length of the decoded sound: samples of each channel.</summary>
    public required long Frames { get; init; }

    /// <summary>Of the decoded sound.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>Length of the sound.</summary>
    public double Seconds => (double)Frames / Format.SampleRate;
}
