using SkiaSharp;
using Unbraid.Audio.Ffmpeg;
using Unbraid.Video.Templates;

namespace Unbraid.Video.Output;

/// <summary>What ffmpeg is told. It runs in the folder of the pictures.</summary>
internal static class EncoderArguments
{
    /// <summary>Names of the pictures, which are raw pixels.</summary>
    public const string Still = "still.rgba", Lit = "lit.rgba";

    /// <summary>
    /// Most of the picture stands still: searching and looking ahead cost much and save little, deblocking and CABAC do not.
    /// </summary>
    private static readonly string[] s_encoder =
    [
        "-c:v", "libx264", "-preset", "ultrafast", "-x264-params", "deblock=0,0:cabac=1", "-crf", "19", "-pix_fmt", "yuv420p",
        "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
    ];

    /// <param name="song">What is played.</param>
    /// <param name="moving">Where the moving part lies, whose masks come through the pipe; null where there is none.</param>
    /// <param name="pictures">How many.</param>
    /// <param name="video">Path of the file to write.</param>
    public static IEnumerable<string> For(VideoSong song, SKRectI? moving, int pictures, string video)
    {
        int rate = moving is null ? VideoEncoder.StillRate : VideoEncoder.Rate;
        string[] pictureInputs = moving is { } part
            ? [.. Picture(Still, new(Template.Width, Template.Height), rate), .. Picture(Lit, part.Size, rate), .. Masks(part.Size, rate)]
            : [.. Picture(Still, new(Template.Width, Template.Height), rate)];
        return
        [
            "-nostdin", "-protocol_whitelist", "file,pipe", .. pictureInputs, "-i", FfmpegProcess.FileUrl(song.AacPath),
            "-filter_complex", Filter(moving, pictures), "-map", "[v]", "-map", $"{(moving is null ? 1 : 3)}:a:0",
            .. s_encoder, "-r", $"{rate}", "-g", $"{5 * rate}",
            "-c:a", "copy", "-movie_timescale", $"{song.Format.SampleRate}", "-movflags", "+faststart",
            "-map_metadata", "-1", "-metadata", $"title={song.Title}", "-fflags", "+bitexact",
            "-progress", "pipe:1", "-stats_period", "0.5", "-f", "mp4", "-y", FfmpegProcess.FileUrl(video),
        ];
    }

    private static string[] Picture(string name, SKSizeI size, int rate) => Raw("rgb0", size, rate, $"file:{name}");

    private static string[] Masks(SKSizeI size, int rate) => Raw("gray", size, rate, "pipe:0");

    private static string[] Raw(string pixels, SKSizeI size, int rate, string url) =>
        ["-f", "rawvideo", "-pix_fmt", pixels, "-s", $"{size.Width}x{size.Height}", "-r", $"{rate}", "-i", url];

    private static string Filter(SKRectI? moving, int pictures)
    {
        // Not -frames: reaching it would end the sound too.
        string end = $"format=yuv420p,trim=end_frame={pictures}[v]";
        return moving is { } part
            ? $"{Repeated(0)}[still];{Repeated(1)}[lit];[lit][2:v]alphamerge[light];[still][light]overlay=x={part.Left}:y={part.Top},{end}"
            : $"{Repeated(0)},{end}";
    }

    private static string Repeated(int input) =>
        $"[{input}:v]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=loop=-1:size=1,setpts=N";
}
