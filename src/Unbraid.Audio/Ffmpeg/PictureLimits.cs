using System.Globalization;
using System.Text.Json;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>How large a picture may be before anything decodes it: a picture of a few kilobytes may claim any size.</summary>
internal static class PictureLimits
{
    public const int MaxPixels = 36_000_000, MaxSide = 16_384;

    /// <summary>Of ffmpeg itself, which counts the edges of its blocks too.</summary>
    public const int MaxDecoded = MaxPixels + MaxPixels / 8;

    /// <summary>Whether a picture of this size is decoded.</summary>
    public static bool Admit(double width, double height) => width <= MaxSide && height <= MaxSide && width * height <= MaxPixels;

    /// <summary>What is wrong with a picture's size; null where nothing is.</summary>
    /// <exception cref="AudioException">It is no picture that can be read.</exception>
    public static async Task<string?> ComplaintAsync(string path, IEnumerable<string> input, CancellationToken cancellationToken)
    {
        var json = await Ffprobe.AskAsync(
            path, input, "stream=width,height", ["-select_streams", "0"], "a picture", ChildLimits.Picture, cancellationToken);
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
            return "nothing in it can be decoded";
        int width = Side(streams[0], "width"), height = Side(streams[0], "height");
        return Admit(width, height) ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"it is {width} x {height} pixels large; {MaxSide} a side and {MaxPixels / 1_000_000} million in all are the most");
    }

    private static int Side(JsonElement stream, string name) => stream.TryGetProperty(name, out var side) && side.TryGetInt32(out int pixels) ? pixels : 0;
}
