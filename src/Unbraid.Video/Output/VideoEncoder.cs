using Unbraid.Audio.Ffmpeg;
using Unbraid.Video.Drawing;
using Unbraid.Video.Templates;

namespace Unbraid.Video.Output;

/// <summary>Makes the video of a template: one ffmpeg child blends what stands still with what is lit, by masks from its pipe, and encodes.</summary>
internal static class VideoEncoder
{
    /// <summary>Pictures a second; a still picture needs only so many that players can seek.</summary>
    public const int Rate = 30, StillRate = 5;

    /// <returns>The path of the video in the folder.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task<string> EncodeAsync(
        VideoSong song, Template template, string folder, IProgress<double> progress, CancellationToken cancellationToken)
    {
        await StillPicture.SaveAsync(Path.Combine(folder, EncoderArguments.Still), new(0, 0, Template.Width, Template.Height), template.DrawStill, cancellationToken);
        var moving = template as MovingTemplate;
        if (moving is not null)
            await StillPicture.SaveAsync(Path.Combine(folder, EncoderArguments.Lit), moving.Moving, moving.DrawLit, cancellationToken);

        int pictures = (int)Math.Ceiling(song.Seconds * (moving is null ? StillRate : Rate));
        var video = Path.Combine(folder, "video.mp4");
        var arguments = EncoderArguments.For(song, moving?.Moving, pictures, video);
        await using var child = FfmpegProcess.Start("ffmpeg", arguments, ChildLimits.Encoding, folder);
        await using var kill = child.KillOn(cancellationToken);
        var watching = WatchAsync(child.Output, song.Seconds, progress);
        await FeedAsync(child, moving, pictures, cancellationToken);
        await watching;
        return await child.ExitAsync(cancellationToken) == 0 ? video : throw child.Failure();
    }

    /// <summary>Draws the masks into the child's pipe.</summary>
    private static async Task FeedAsync(FfmpegProcess child, MovingTemplate? moving, int pictures, CancellationToken cancellationToken)
    {
        try
        {
            if (moving is not null)
                await FeedMasksAsync(child, moving, pictures, cancellationToken);
            await child.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // The child has gone: its exit tells why.
        }
    }

    private static async Task FeedMasksAsync(FfmpegProcess child, MovingTemplate moving, int pictures, CancellationToken cancellationToken)
    {
        using var mask = new Mask(moving.Moving);
        for (int picture = 0; picture < pictures; picture++)
        {
            var now = new Moment((double)picture / Rate, (double)picture / Math.Max(pictures - 1, 1));
            await moving.DrawMaskAsync(mask, now, cancellationToken);
            await using var watch = child.Watch(cancellationToken);
            await child.Input.WriteAsync(mask.Pixels, CancellationToken.None);
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
}
