using System.Text.RegularExpressions;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Makes a phrase for the user out of what ffmpeg wrote to its error stream.</summary>
internal static partial class FfmpegErrors
{
    /// <summary>What ffmpeg says of content that it cannot read, which the user knows already.</summary>
    public const string NoData = "Invalid data found when processing input";

    private const int MaxLength = 200;

    private static readonly string[] s_output = ["Error writing trailer", "Error closing file", "av_interleaved_write_frame()"];

    /// <summary>Lines, or what is left of them, that say nothing to somebody who does not know ffmpeg from inside.</summary>
    private static readonly string[] s_empty =
    [
        "Last message repeated", "Error marking filters as finished", "Conversion failed", "End of file", "Invalid argument", "partial file",
        "the file: End of file", "the file: Invalid argument", "Error while decoding stream", "Error during demuxing", "Output file",
        "Nothing was written", "Error opening input", "Could not find codec parameters", "Error submitting packet", "Consider increasing",
        "Format not on whitelist",
    ];

    /// <summary>The last line that says something, without the part of ffmpeg that said it and without the file's path.</summary>
    public static string Sentence(IEnumerable<string> lines, string fileUrl)
    {
        var last = lines.Select(line => Clean(line, fileUrl)).LastOrDefault(Says) ?? "";
        return last.Length <= MaxLength ? last : last[..MaxLength] + "...";
    }

    /// <summary>Whether a line says that the output could not be written.</summary>
    public static bool IsAboutOutput(string line) =>
        Array.Exists(s_output, words => line.Contains(words, StringComparison.Ordinal)) || SystemErrors.InText(line)?.IsMachine() == true;

    private static bool Says(string line) =>
        line.Length > 0 && !Array.Exists(s_empty, words => line.StartsWith(words, StringComparison.Ordinal));

    private static string Clean(string line, string fileUrl)
    {
        line = Speaker().Replace(line, "");
        if (line.StartsWith(fileUrl + ": ", StringComparison.Ordinal))
            line = line[(fileUrl.Length + 2)..];
        return line.Replace(fileUrl, "the file", StringComparison.Ordinal).Trim().TrimEnd('.');
    }

    /// <summary>"[mp3 @ 0x5581] ", possibly twice, and "[error] ".</summary>
    [GeneratedRegex(@"^((\[[^\]]* @ 0x[0-9a-f]+\]|\[(error|fatal|panic)\])\s*)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Speaker();
}
