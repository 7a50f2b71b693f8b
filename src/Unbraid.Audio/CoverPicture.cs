using Unbraid.Audio.Ffmpeg;

namespace Unbraid.Audio;

/// <summary>Makes covers: JPEG pictures of at most <see cref="MaxSide"/> pixels a side, with nothing of the source but its pixels.</summary>
internal static class CoverPicture
{
    /// <summary>Larger pictures are scaled down, in proportion.</summary>
    public const int MaxSide = 1400;

    /// <summary>Writes the picture that is attached to a sound file. False if there is none that can be read.</summary>
    /// <exception cref="AudioException">The file is no sound file.</exception>
    public static async Task<bool> TryExtractAsync(string soundPath, string jpegPath, CancellationToken cancellationToken = default)
    {
        await using (var wav = await Wav.WavReader.TryOpenAsync(soundPath, cancellationToken))
        {
            if (wav != null)
                return false;
        }

        var probe = await FfmpegProbe.ReadAsync(soundPath, cancellationToken);
        return probe.PictureIndex is { } index &&
            await EncodeAsync(FfmpegProcess.InputOptions(soundPath), index, jpegPath, cancellationToken) is null;
    }

    /// <summary>Writes a picture file (JPEG, PNG, WebP, GIF, BMP or TIFF) as a cover.</summary>
    /// <exception cref="AudioException">It is not such a picture, or is larger than 36 million pixels or 16,384 a side.</exception>
    public static async Task ConvertAsync(string picturePath, string jpegPath, CancellationToken cancellationToken = default)
    {
        string[] input = ["-protocol_whitelist", "file", "-format_whitelist", FfmpegFormats.Pictures, "-i", FfmpegProcess.FileUrl(picturePath)];
        if (await PictureLimits.ComplaintAsync(picturePath, input, cancellationToken) is { } complaint)
            throw Unusable(picturePath, complaint);
        if (await EncodeAsync(input, 0, jpegPath, cancellationToken) is { } reason)
            throw Unusable(picturePath, reason);
    }

    private static AudioException Unusable(string path, string reason) =>
        AudioException.About(path, $"is not a picture that can be used ({reason}); give a JPEG, PNG, WebP, GIF, BMP or TIFF file.");

    /// <summary>Null when the file was written, else what ffmpeg said.</summary>
    private static async Task<string?> EncodeAsync(IEnumerable<string> input, int stream, string path, CancellationToken cancellationToken)
    {
        using var files = FileSet.Beside(path);
        var picture = files.Add(Path.GetFileName(path));
        string[] arguments =
        [
            "-nostdin", "-filter_threads", "1", "-threads", "1", "-max_pixels", $"{PictureLimits.MaxDecoded}", .. input, "-map", $"0:{stream}", "-frames:v", "1", "-map_metadata", "-1",
            "-vf", $"scale=w='min({MaxSide},iw)':h='min({MaxSide},ih)':force_original_aspect_ratio=decrease:flags=lanczos+accurate_rnd,setsar=1",
            "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p", "-flags:v", "+bitexact", "-fflags", "+bitexact",
            "-f", "mjpeg", "-y", FfmpegProcess.FileUrl(picture),
        ];
        await using var child = FfmpegProcess.Start("ffmpeg", arguments, ChildLimits.Picture);
        await using var watch = child.Watch(cancellationToken);
        child.Input.Close();
        if (await child.ExitAsync(cancellationToken) != 0 || new FileInfo(picture) is not { Exists: true, Length: > 0 })
        {
            if (child.CopyFault() is { } fault)
                return fault.Reason == FaultReason.Input ? fault.Message : throw OutputErrors.Describe(path, fault);
            return child.LastError() is { Length: > 0 } reason ? reason : "nothing in it can be decoded";
        }

        files.Commit();
        return null;
    }
}
