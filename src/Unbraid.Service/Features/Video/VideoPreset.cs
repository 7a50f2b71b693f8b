namespace Unbraid.Service.Features.Video;

/// <summary>How a video of a song looks.</summary>
internal enum VideoPreset
{
    /// <summary>The song's spectrum under its cover, title and progress.</summary>
    Modern,

    /// <summary>The song's waveform, on which a head moves, with times.</summary>
    Player,

    /// <summary>The cover and the title, still.</summary>
    Simple,
}

internal static class VideoPresets
{
    public const string Complaint = "preset must be modern, player or simple";

    /// <summary>The presets by their names in the API.</summary>
    public static IReadOnlyDictionary<string, VideoPreset> ByName { get; } = new Dictionary<string, VideoPreset>
    {
        ["modern"] = VideoPreset.Modern,
        ["player"] = VideoPreset.Player,
        ["simple"] = VideoPreset.Simple,
    };
}
