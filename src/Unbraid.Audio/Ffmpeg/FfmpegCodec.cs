using System.Globalization;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>The codec of a format and how much it may spend.</summary>
internal static class FfmpegCodec
{
    /// <summary>What libvorbis' qualities 0 to 10 are made for, in kbit/s a channel of stereo at 44.1 kHz (vorbis/lib/modes/setup_44.h).</summary>
    private static readonly double[] s_vorbisRates = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 250];

    // ffmpeg 5.1 cannot read FLAC frames as large as it makes them itself at high rates.
    public static string[] Options(AudioEncoding encoding, int channels) => (encoding.Container, encoding.Bitrate) switch
    {
        (AudioContainer.Flac, _) => ["-c:a", "flac", "-frame_size", "4096"],
        (AudioContainer.Mp3, null) => ["-c:a", "libmp3lame", "-q:a", "0"],
        (AudioContainer.Mp3, { } rate) => ["-c:a", "libmp3lame", "-b:a", $"{rate}k"],
        (AudioContainer.Ogg, var rate) => ["-c:a", "libvorbis", "-q:a", VorbisQuality((double)(rate ?? 96 * channels) / channels)],
        // Above 256 a channel the encoder refuses.
        (AudioContainer.Opus, var rate) => ["-c:a", "libopus", "-b:a", $"{Math.Min(rate ?? 96 * channels, 256 * channels)}k"],
        (_, var rate) => ["-c:a", "aac", "-b:a", $"{rate ?? 128 * channels}k"],
    };

    /// <summary>By quality and not by rate: of rates libvorbis has only some for each sampling rate, and fails at all others.</summary>
    private static string VorbisQuality(double rate)
    {
        var above = Array.FindIndex(s_vorbisRates, known => known >= rate);
        var quality = above switch
        {
            < 0 => s_vorbisRates.Length - 1,
            0 => Math.Max(-1, (rate - s_vorbisRates[0]) / 10),
            _ => above - ((s_vorbisRates[above] - rate) / (s_vorbisRates[above] - s_vorbisRates[above - 1])),
        };
        return quality.ToString("0.##", CultureInfo.InvariantCulture);
    }
}
