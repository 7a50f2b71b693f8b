namespace Unbraid.Audio.Ffmpeg;

/// <summary>Asks ffprobe about a file, for those fields only that are used: others may be of any size.</summary>
internal static class Ffprobe
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
            throw Unreadable(path, kind, child);
        return TagText.Encoding.GetString(answer, 0, length);
    }

    private static AudioException Unreadable(string path, string kind, FfmpegProcess child)
    {
        if (child.MachineFault() is { } fault)
            return AudioException.About(path, $"cannot be read: {fault.Message}.", fault.Reason, fault);
        var words = child.LastError();
        return AudioException.About(path, words is "" or FfmpegErrors.NoData
            ? $"is not {kind} that can be read; it is of an unknown format, or damaged."
            : $"is not {kind} that can be read; ffmpeg says: {words}.");
    }
}
