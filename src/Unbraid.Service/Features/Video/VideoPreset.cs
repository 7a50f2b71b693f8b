using Unbraid.Service.Http.Requests;

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
    /// <summary>The presets by their names in the API.</summary>
    public static IReadOnlyDictionary<string, VideoPreset> ByName { get; } = new Dictionary<string, VideoPreset>
    {
        ["modern"] = VideoPreset.Modern,
        ["player"] = VideoPreset.Player,
        ["simple"] = VideoPreset.Simple,
    };
}

/// <summary>The name of a preset.</summary>
internal sealed class VideoPresetNameAttribute : ChoiceAttribute
{
    protected override IReadOnlyList<string> Names(IServiceProvider services) => [.. VideoPresets.ByName.Keys];
}
