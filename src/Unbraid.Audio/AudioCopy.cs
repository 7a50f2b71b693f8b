using Unbraid.Audio.Ffmpeg;

namespace Unbraid.Audio;

/// <summary>Gives a lossy file new tags without decoding and encoding its sound.</summary>
internal static class AudioCopy
{
    public static bool CanCopy(AudioInfo source, AudioContainer container) => container switch
    {
        AudioContainer.Mp3 => source is { Container: "mp3", Codec: "mp3" },
        AudioContainer.M4a => source.Codec == "aac" && source.Container.Contains("m4a", StringComparison.Ordinal),
        AudioContainer.Ogg => source is { Container: "ogg", Codec: "vorbis" },
        AudioContainer.Opus => source is { Container: "ogg", Codec: "opus" },
        _ => false,
    };

    /// <summary>False, with nothing written, if the copy would not decode to exactly as many samples as the source.</summary>
    public static async Task<bool> TryWriteAsync(
        string source, string destination, AudioContainer container, AudioTags tags, AudioExportOptions options,
        CancellationToken cancellationToken)
    {
        var probe = await FfmpegProbe.ReadAsync(source, cancellationToken);
        using var files = FileSet.Beside(destination);
        var copy = files.Add(Path.GetFileName(destination));
        // A Xing header states a delay; a stream that came without one must not get one, or decoders would skip what they did not before.
        string[] muxer = FfmpegOutput.Muxer(container, probe.Info.Format.SampleRate);
        string[] header = container == AudioContainer.Mp3 && !probe.StartsLate ? ["-write_xing", "0"] : [];
        var cover = container.HoldsCover() ? options.CoverPath : null;
        string[] arguments =
        [
            "-nostdin", .. FfmpegProcess.InputOptions(source), .. FfmpegOutput.CoverInput(cover),
            "-map", $"0:{probe.StreamIndex}", "-c:a", "copy", .. FfmpegOutput.Cover(cover), .. FfmpegOutput.Tags(tags),
            .. muxer, .. header, "-y", FfmpegProcess.FileUrl(copy),
        ];
        await using var child = FfmpegProcess.Start("ffmpeg", arguments, ChildLimits.Copying(new FileInfo(source).Length));
        await using var watch = child.Watch(cancellationToken);
        child.Input.Close();
        if (await child.ExitAsync(cancellationToken) != 0 || child.Said(FfmpegErrors.IsAboutOutput))
        {
            // What cannot be copied may still be encoded, but not where there is no room or nobody to do it.
            return child.CopyFault() is { Reason: not FaultReason.Input } fault ? throw OutputErrors.Describe(destination, fault) : false;
        }

        var limit = new AudioReaderOptions { MaxDuration = options.MaxDuration };
        if (await FramesAsync(copy, limit, cancellationToken) != await FramesAsync(source, limit, cancellationToken))
            return false;
        files.Commit();
        return true;
    }

    private static async Task<long> FramesAsync(string path, AudioReaderOptions options, CancellationToken cancellationToken)
    {
        await using var reader = await AudioReader.OpenAsync(path, options, cancellationToken);
        var block = new float[65_536 * reader.Format.Channels];
        long total = 0;
        while (await reader.ReadAsync(block, cancellationToken) is var frames and > 0)
            total += frames;
        return total;
    }
}
