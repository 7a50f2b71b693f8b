using Unbraid.Audio;

namespace Unbraid.Service.Features.Video;

/// <summary>What a video shows and plays.</summary>
internal sealed record VideoSong
{
    /// <summary>Any text.</summary>
    public required string Title { get; init; }

    /// <summary>Any text.</summary>
    public string? Artist { get; init; }

    /// <summary>Seeds what is drawn for a song without a cover.</summary>
    public required string Name { get; init; }

    /// <summary>A JPEG picture, if there is one.</summary>
    public string? CoverPath { get; init; }

    /// <summary>Any sound file, for what is drawn of the sound.</summary>
    public required string SoundPath { get; init; }

    /// <summary>The same sound as AAC in MP4, which is copied into the video.</summary>
    public required string AacPath { get; init; }

    /// <summary>From the decoded sound.</summary>
    public required long Frames { get; init; }

    public required AudioFormat Format { get; init; }

    public double Seconds => (double)Frames / Format.SampleRate;
}
