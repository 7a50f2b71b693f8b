using Unbraid.Service.Http.Requests;
using Unbraid.Video;

namespace Unbraid.Service.Features.Video;

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
