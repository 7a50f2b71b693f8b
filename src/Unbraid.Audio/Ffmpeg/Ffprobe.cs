using System.Text.RegularExpressions;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Asks ffprobe about a file, for those fields only that are used: others may be of any size.</summary>
internal static partial class Ffprobe
{
    /// <summary>Bytes of an answer: texts of tags of the largest sensible kind, many times over.</summary>
    private const int MaxAnswer = 4 << 20;

    /// <summary>ffprobe's answer as JSON.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">Options that open it.</param>
    /// <param name="entries">In the form of <c>-show_entries</c>.</param>
    /// <param name="options">Further ones.</param>
    /// <param name="kind">What the file should have been, for the message: <c>a sound file</c>.</param>
    /// <param name="limits">What the child may take.</param>
    /// <param name="cancellationToken">Ends the child.</param>
    /// <exception cref="AudioException">The file cannot be read as what it should have been.</exception>
    public static async Task<string> AskAsync(
        string path, IEnumerable<string> input, string entries, IEnumerable<string> options, string kind, ChildLimits limits,
        CancellationToken cancellationToken)
    {
        string[] arguments = ["-of", "json=sv=ignore", "-threads", "1", .. options, "-show_entries", entries, .. input];
        await using var child = FfmpegProcess.Start("ffprobe", arguments, limits);
        await using var watch = child.Watch(cancellationToken);
        child.Input.Close();
        var answer = new byte[MaxAnswer];
        int length = await child.Output.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, CancellationToken.None);
        if (length == answer.Length)
            throw AudioException.About(path, $"is not {kind} that can be read; its tags are larger than {MaxAnswer >> 20} MB.");
        if (await child.ExitAsync(cancellationToken) != 0)
            throw await UnreadableAsync(path, kind, input, child, cancellationToken);
        return TagText.Encoding.GetString(answer, 0, length);
    }

    private static async Task<AudioException> UnreadableAsync(
        string path, string kind, IEnumerable<string> input, FfmpegProcess child, CancellationToken cancellationToken)
    {
        if (child.MachineFault() is { } fault)
            return AudioException.About(path, $"cannot be read: {fault.Message}.", fault.Reason, fault);
        using (var file = SourceFile.Open(path))
        {
            if (Mp4Length.LacksIndex(file))
                return AudioException.About(path, $"is not {kind} that can be read: it is an MP4 file without its index (moov), as a recording or a download that was not finished; get the whole file, or have it repaired.");
        }

        var words = child.LastError();
        if (words is "" or FfmpegErrors.NoData && await FormatAsync(input, cancellationToken) is { } format && !FfmpegFormats.MayRead(format))
            return AudioException.About(path, $"is not {kind} that can be read; it looks like the format {format}, which is not read here.");
        return AudioException.About(path, words is "" or FfmpegErrors.NoData
            ? $"is not {kind} that can be read; it is of an unknown format, or damaged."
            : $"is not {kind} that can be read; ffmpeg says: {words}.");
    }

    /// <summary>What ffprobe takes a file for, which it tells before it looks whether it may open such files; null if it knows nothing like it.</summary>
    private static async Task<string?> FormatAsync(IEnumerable<string> input, CancellationToken cancellationToken)
    {
        string? format = null;
        await using var child = FfmpegProcess.Start("ffprobe", ["-loglevel", "debug", .. input], ChildLimits.Probing);
        await using var watch = child.Watch(cancellationToken);
        child.Input.Close();
        await child.ExitAsync(cancellationToken);
        child.Said(line => (format ??= Probed().Match(line) is { Success: true } match ? match.Groups["name"].Value : null) is not null);
        return format;
    }

    /// <summary>"[hls @ 0x5581] Format hls probed with size=2048 and score=100".</summary>
    [GeneratedRegex("Format (?<name>[a-z0-9_,]+) probed with size", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Probed();
}
