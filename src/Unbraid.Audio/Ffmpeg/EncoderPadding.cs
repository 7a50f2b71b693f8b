namespace Unbraid.Audio.Ffmpeg;

/// <summary>What ffmpeg 5.1 leaves to do so that the samples are those that were encoded.</summary>
/// <remarks>
/// It removes delay and padding of MP3 (LAME tag), Opus and FLAC, and the delay of MP4 and Vorbis, whose padding is left. Of WMA it drops
/// two blocks, as fits Microsoft's encoder; its own delays by one block only, so that a block of sound would be lost. WMA does not record
/// its length: up to one block of padding stays.
/// </remarks>
internal static class EncoderPadding
{
    private static readonly string[] s_statesLength = ["flac", "aiff", "caf", "au", "tta", "ape", "wv", "matroska,webm"];

    /// <summary>Options of the input.</summary>
    public static string[] Options(FfmpegProbe probe) => DelayFrames(probe) > 0 ? ["-flags2", "+skip_manual"] : [];

    /// <summary>Frames to drop at the start.</summary>
    public static int DelayFrames(FfmpegProbe probe) => probe.OwnWma ? WmaBlock(probe.Info) : 0;

    /// <summary>The length that the file records, if it does.</summary>
    public static long? ExactFrames(FfmpegProbe probe)
    {
        if (!probe.Info.Container.Contains("mp4", StringComparison.Ordinal))
            return probe.CountedFrames;
        using var file = SourceFile.Open(probe.Info.Path);
        return Mp4Length.Frames(file, probe.Info.Format.SampleRate);
    }

    /// <summary>
    /// The length that the file states in a header, exact or within a tenth of a second; null where it was reckoned from the size of the file
    /// or belongs to a picture.
    /// </summary>
    public static long? StatedFrames(FfmpegProbe probe)
    {
        // In a WAV the count is an upper bound: without a fact chunk ffmpeg reckons it, and some programs count every channel.
        if (probe.Info.Container is not ("wav" or "w64") && ExactFrames(probe) is { } exact)
            return exact;
        // Of MP3 only a Xing or LAME tag states the length; it counts whole blocks, delay and padding among them.
        bool states = probe.IsSoundAlone && (s_statesLength.Contains(probe.Info.Container) || (probe.Info.Container == "mp3" && probe.StartsLate));
        return states && probe.Info.ClaimedDuration is { } duration ? (long)Math.Round(duration.TotalSeconds * probe.Info.Format.SampleRate) : null;
    }

    private static int WmaBlock(AudioInfo info) => info.Format.SampleRate switch
    {
        <= 16_000 => 512,
        <= 22_050 => 1024,
        <= 32_000 when info.Codec == "wmav1" => 1024,
        _ => 2048,
    };
}
