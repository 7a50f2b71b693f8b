namespace Unbraid.Audio.Ffmpeg;

/// <summary>Options of an output file that do not depend on whether its sound is encoded or copied.</summary>
internal static class FfmpegOutput
{
    private const int MaxTagLength = 4096;

    /// <summary>The container, written so that length and offset survive.</summary>
    /// <param name="container">Any but WAV.</param>
    /// <param name="rate">Of the encoded sound, in Hz.</param>
    public static string[] Muxer(AudioContainer container, int rate) => container switch
    {
        AudioContainer.Flac => ["-f", "flac"],
        AudioContainer.Ogg => ["-f", "ogg"],
        AudioContainer.Opus => ["-f", "opus"],
        AudioContainer.Mp3 => ["-write_xing", "1", "-id3v2_version", "3", "-f", "mp3"],
        // The edit list counts in the movie's time scale: by default milliseconds, which no length in samples survives.
        _ => ["-movie_timescale", $"{rate}", "-movflags", "+faststart", "-f", "ipod"],
    };

    /// <summary>Exactly these tags, in the container's own form.</summary>
    public static IEnumerable<string> Tags(AudioTags tags) =>
        ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", .. tags.Values.SelectMany(Metadata)];

    /// <summary>The input with the cover, after that with the sound.</summary>
    public static string[] CoverInput(string? jpeg) =>
        jpeg is null ? [] : ["-protocol_whitelist", "file", "-f", "jpeg_pipe", "-i", FfmpegProcess.FileUrl(jpeg)];

    /// <summary>The second input as the attached front cover: APIC in MP3, covr in M4A, PICTURE in FLAC.</summary>
    public static string[] Cover(string? jpeg) => jpeg is null
        ? []
        : ["-map", "1:v:0", "-c:v", "copy", "-disposition:v:0", "attached_pic", "-metadata:s:v:0", "comment=Cover (front)"];

    private static string[] Metadata(KeyValuePair<string, string> tag)
    {
        var value = tag.Value.Replace("\0", "", StringComparison.Ordinal);
        bool isName = tag.Key.Length > 0 && tag.Key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        return isName && value.Length > 0 ? ["-metadata", $"{tag.Key}={(value.Length > MaxTagLength ? value[..MaxTagLength] : value)}"] : [];
    }
}
