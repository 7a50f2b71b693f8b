using Unbraid.Audio;
using Unbraid.Audio.Ffmpeg;

namespace Unbraid.Service.Features.Video;

/// <summary>Renders a song's video: still layers and masks are drawn here; one ffmpeg child sets the texts, blends and encodes.</summary>
internal static class VideoRenderer
{
    /// <summary>Pictures a second; a still picture needs only so many that players can seek.</summary>
    private const int Rate = 30, StillRate = 5;

    private const int CoverSide = 720;

    /// <param name="song">What to show.</param>
    /// <param name="preset">How.</param>
    /// <param name="folder">An existing folder for what is needed on the way; the video too comes to lie in it.</param>
    /// <param name="progress">0 to 1.</param>
    /// <param name="cancellationToken">Ends the child at once.</param>
    /// <returns>The path of the video.</returns>
    /// <exception cref="AudioException">The sound cannot be decoded.</exception>
    /// <exception cref="IOException">The video cannot be written.</exception>
    public static async Task<string> RenderAsync(
        VideoSong song, VideoPreset preset, string folder, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var cover = await CoverAsync(song, cancellationToken) ?? Artwork.Draw(song.Name, CoverSide);
        var waveform = preset == VideoPreset.Player
            ? await WaveformMask.ReadAsync(song.SoundPath, song.Frames, cancellationToken)
            : null;
        await using IMovingMask? mask = preset == VideoPreset.Modern
            ? await SpectrumMask.OpenAsync(song.SoundPath, Rate, cancellationToken)
            : waveform;
        var scene = preset switch
        {
            VideoPreset.Modern => Scene.Modern(cover),
            VideoPreset.Player => Scene.Player(cover, waveform!),
            _ => Scene.Simple(cover),
        };
        await scene.Picture.SaveAsync(Path.Combine(folder, "scene.ppm"), cancellationToken);
        await VideoText.Still(song, preset).SaveAsync(Path.Combine(folder, "still.ass"), cancellationToken);
        if (scene.Moving is { } moving)
            await moving.Lit.SaveAsync(Path.Combine(folder, "lit.ppm"), cancellationToken);
        if (VideoText.Running(song, preset) is { } running)
            await running.SaveAsync(Path.Combine(folder, "running.ass"), cancellationToken);

        int pictures = (int)Math.Ceiling(song.Seconds * (mask is null ? StillRate : Rate));
        var video = Path.Combine(folder, "video.mp4");
        await using var child = FfmpegProcess.Start("ffmpeg", Arguments(song, scene.Moving, pictures, folder, video), ChildLimits.Encoding, folder);
        await using var kill = child.KillOn(cancellationToken);
        var watching = WatchAsync(child.Output, song.Seconds, progress);
        await FeedAsync(child, mask, scene.Moving, pictures, cancellationToken);
        await watching;
        return await child.ExitAsync(cancellationToken) == 0 ? video : throw child.Failure();
    }

    private static IEnumerable<string> Arguments(VideoSong song, MovingPart? moving, int pictures, string folder, string video)
    {
        int rate = moving is null ? StillRate : Rate;
        string still = $"[0:v]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,ass=still.ass,loop=loop=-1:size=1,setpts=N";
        // Not -frames: reaching it would end the sound too.
        string end = $"format=yuv420p,trim=end_frame={pictures}";
        string[] inputs = moving is null
            ? [.. Picture("scene.ppm")]
            :
            [
                .. Picture("scene.ppm"), .. Picture("lit.ppm"),
                "-f", "rawvideo", "-pix_fmt", "gray", "-s", $"{moving.Lit.Width}x{moving.Lit.Height}", "-r", $"{rate}", "-i", "pipe:0",
            ];
        string filter = moving is null
            ? $"{still},{end}[v]"
            : $"{still}[still];" +
                $"[1:v]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=loop=-1:size=1,setpts=N[lit];" +
                $"[lit][2:v]alphamerge[light];[still][light]overlay=x={moving.X}:y={moving.Y},ass=running.ass,{end}[v]";
        return
        [
            "-nostdin", "-protocol_whitelist", "file,pipe", .. inputs, "-i", FfmpegProcess.FileUrl(song.AacPath),
            "-filter_complex", filter, "-map", "[v]", "-map", $"{(moving is null ? 1 : 3)}:a:0",
            // Most of the picture stands still: searching and looking ahead cost much and save little, deblocking and CABAC do not.
            "-c:v", "libx264", "-preset", "ultrafast", "-x264-params", "deblock=0,0:cabac=1", "-crf", "19", "-pix_fmt", "yuv420p", "-r", $"{rate}", "-g", $"{5 * rate}",
            "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
            "-c:a", "copy", "-movie_timescale", $"{song.Format.SampleRate}", "-movflags", "+faststart",
            "-map_metadata", "-1", "-metadata", $"title={song.Title}", "-fflags", "+bitexact",
            "-progress", "pipe:1", "-stats_period", "0.5", "-f", "mp4", "-y", FfmpegProcess.FileUrl(video),
        ];

        string[] Picture(string name) => ["-f", "ppm_pipe", "-framerate", $"{rate}", "-i", FfmpegProcess.FileUrl(Path.Combine(folder, name))];
    }

    /// <summary>Draws the masks into the child's pipe.</summary>
    private static async Task FeedAsync(
        FfmpegProcess child, IMovingMask? mask, MovingPart? moving, int pictures, CancellationToken cancellationToken)
    {
        try
        {
            if (mask is not null && moving is not null)
            {
                var bytes = new byte[moving.Lit.Width * moving.Lit.Height];
                for (int picture = 0; picture < pictures; picture++)
                {
                    await mask.DrawAsync((double)picture / Math.Max(pictures - 1, 1), bytes, cancellationToken);
                    await using var watch = child.Watch(cancellationToken);
                    await child.Input.WriteAsync(bytes, CancellationToken.None);
                }
            }

            await child.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // The child has gone: its exit tells why.
        }
    }

    /// <summary>Reads how far the child is.</summary>
    private static async Task WatchAsync(Stream output, double seconds, IProgress<double> progress)
    {
        using var lines = new StreamReader(output, leaveOpen: true);
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("out_time_us=", StringComparison.Ordinal) && long.TryParse(line.AsSpan(12), out long microseconds))
                progress.Report(microseconds / 1e6 / seconds);
        }
    }

    /// <summary>The middle of the song's cover; null if there is none that can be read.</summary>
    private static async Task<Canvas?> CoverAsync(VideoSong song, CancellationToken cancellationToken)
    {
        if (song.CoverPath is not { } path)
            return null;
        string[] arguments =
        [
            "-nostdin", "-protocol_whitelist", "file,pipe", "-f", "jpeg_pipe", "-i", FfmpegProcess.FileUrl(path),
            "-vf", $"scale={CoverSide}:{CoverSide}:force_original_aspect_ratio=increase:flags=lanczos+accurate_rnd,crop={CoverSide}:{CoverSide}",
            "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
        ];
        await using var child = FfmpegProcess.Start("ffmpeg", arguments, ChildLimits.Picture);
        await using var watch = child.Watch(cancellationToken);
        child.Input.Close();
        var rgb = new byte[CoverSide * CoverSide * 3];
        int read = await child.Output.ReadAtLeastAsync(rgb, rgb.Length, throwOnEndOfStream: false, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return read == rgb.Length ? Canvas.FromBytes(rgb, CoverSide, CoverSide) : null;
    }
}
