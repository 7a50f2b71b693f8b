using SkiaSharp;
using Unbraid.Audio;
using Unbraid.Video.Drawing;
using Unbraid.Video.Output;
using Unbraid.Video.Templates;

namespace Unbraid.Video;

/// <summary>Renders the video of a song: 1920x1080, H.264 with the song's AAC in MP4.</summary>
public static class VideoRenderer
{
    /// <param name="song">What to show.</param>
    /// <param name="preset">How.</param>
    /// <param name="folder">An existing folder for what is needed on the way; the video too comes to lie in it.</param>
    /// <param name="progress">Told now and then, 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work and its child processes at once.</param>
    /// <returns>The path of the video. The same song on the same machine gives the same bytes.</returns>
    /// <exception cref="AudioException">The sound cannot be decoded, ffmpeg is missing, or nothing can be drawn on this machine.</exception>
    /// <exception cref="IOException">The video cannot be written.</exception>
    public static async Task<string> RenderAsync(
        VideoSong song, VideoPreset preset, string folder, IProgress<double> progress, CancellationToken cancellationToken)
    {
        DrawingLibraries.Require();
        using var cover = await CoverReader.ReadAsync(song.CoverPath, cancellationToken) ?? Artwork.Draw(song.Name);
        await using var template = await TemplateAsync(song, preset, cover, cancellationToken);
        return await VideoEncoder.EncodeAsync(song, template, folder, progress, cancellationToken);
    }

    private static async Task<Template> TemplateAsync(VideoSong song, VideoPreset preset, SKImage cover, CancellationToken cancellationToken) => preset switch
    {
        VideoPreset.Modern => await ModernTemplate.OpenAsync(song, cover, VideoEncoder.Rate, cancellationToken),
        VideoPreset.Player => await PlayerTemplate.ReadAsync(song, cover, cancellationToken),
        _ => new SimpleTemplate(song, cover),
    };
}
