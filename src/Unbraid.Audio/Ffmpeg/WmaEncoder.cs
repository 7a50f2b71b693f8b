using System.Text.Json;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Tells which encoder made a WMA file: ffmpeg's delays the sound by one block, Microsoft's by two.</summary>
/// <remarks>
/// Tags go and come with every copy. What stays is the codec's private data, whose flags (32 or 16 bits, then 16) are 0 and 1 in ffmpeg's
/// encoder (libavcodec/wmaenc.c) and 0x8800 and 15 in Microsoft's.
/// </remarks>
internal static class WmaEncoder
{
    public static async Task<bool> IsOfFfmpegAsync(FfmpegProbe probe, CancellationToken cancellationToken)
    {
        var json = await Ffprobe.AskAsync(
            probe.Info.Path, FfmpegProcess.InputOptions(probe.Info.Path), "stream=extradata",
            ["-show_data", "-select_streams", $"{probe.StreamIndex}"], "a sound file", ChildLimits.Probing, cancellationToken);
        return IsOfFfmpeg(json, probe.Info.Codec);
    }

    /// <summary>Reads the first line of ffprobe's dump: "00000000: 0000 0000 0100".</summary>
    public static bool IsOfFfmpeg(string json, string codec)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0 ||
            !streams[0].TryGetProperty("extradata", out var data))
            return false;
        var words = (data.GetString() ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Skip(1)).StartsWith(codec == "wmav1" ? "00000100" : "000000000100", StringComparison.Ordinal);
    }
}
