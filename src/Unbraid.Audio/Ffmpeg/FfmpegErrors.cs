using System.Text.RegularExpressions;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Makes a phrase for the user out of what ffmpeg wrote to its error stream.</summary>
internal static partial class FfmpegErrors
{
    private const int MaxLength = 200;

    private static readonly string[] s_output =
        ["Error writing trailer", "Error closing file", "av_interleaved_write_frame()", "No space left on device", "Input/output error"];

    /// <summary>The last line that says something, without the part of ffmpeg that said it and without the file's path.</summary>
    public static string Sentence(IEnumerable<string> lines, string fileUrl)
    {
        var last = lines.Select(line => Clean(line, fileUrl)).LastOrDefault(line => line.Length > 0) ?? "";
        return last.Length <= MaxLength ? last : last[..MaxLength] + "...";
    }

    /// <summary>Whether a line says that the output could not be written.</summary>
    public static bool IsAboutOutput(string line) =>
        Array.Exists(s_output, words => line.Contains(words, StringComparison.Ordinal));

    /// <summary>Whether a line says that the disk is full.</summary>
    public static bool IsAboutSpace(string line) => line.Contains("No space left on device", StringComparison.Ordinal);

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
