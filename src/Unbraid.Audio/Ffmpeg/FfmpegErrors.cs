using System.Text.RegularExpressions;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Makes a phrase for the user out of what ffmpeg wrote to its error stream.</summary>
internal static partial class FfmpegErrors
{
    private const int MaxLength = 200;

    /// <summary>The last line that says something, without the part of ffmpeg that said it and without names of files.</summary>
    public static string Sentence(IEnumerable<string> lines)
    {
        var last = lines.Select(Clean).LastOrDefault(line => line.Length > 0) ?? "";
        return last.Length <= MaxLength ? last : last[..MaxLength] + "...";
    }

    private static string Clean(string line)
    {
        line = Speaker().Replace(line, "");
        line = FileName().Replace(line, "");
        return line.Trim().TrimEnd('.');
    }

    /// <summary>"[mp3 @ 0x5581] ", possibly twice.</summary>
    [GeneratedRegex(@"^(\[[^\]]* @ 0x[0-9a-f]+\]\s*)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Speaker();

    /// <summary>"file:/folder/name: " at the start, or the same inside quotes.</summary>
    [GeneratedRegex(@"^(Error opening input: |Error opening input file |Error opening output file )?file:/.*: |'?file:/.*'|file:/\S*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
