using System.Text.Json;
using Unbraid.Audio;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Download;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;
using Unbraid.Video;

namespace Unbraid.Service.Features.Video;

/// <summary>What a video task was asked; the song is in the task's row.</summary>
internal sealed record VideoInput(string Preset);

/// <summary>Makes a video of a song, once: whoever asks again gets the same.</summary>
internal sealed class VideoHandler(AudioStore audios, CoverStore covers, SongExporter exporter, ObjectStore objects) : ITaskHandler
{
    public const string KindName = "video";

    /// <summary>A folder of videos for each song.</summary>
    public static readonly ObjectArea Area = new("videos", ObjectOwner.Audio);

    /// <summary>What of the whole is the encoding of the sound.</summary>
    private const double SoundShare = 0.1;

    public string Kind => KindName;

    public Lane Lane => Lane.Heavy;

    public Type ResultType => typeof(VideoResultDto);

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var preset = JsonSerializer.Deserialize<VideoInput>(task.Input, JsonSerializerOptions.Web)!.Preset;
        var song = await audios.ReadByAsync(task);
        var key = KeyOf(song.Id, preset);
        if (!File.Exists(objects.PathOf(key)))
            await MakeAsync(song, preset, key, progress, cancellationToken);
        return new TaskOutcome(JsonSerializer.Serialize(new StoredResult(song.Id, song.Title, preset), JsonSerializerOptions.Web));
    }

    public object Present(string result, LinkSigner links)
    {
        var file = JsonSerializer.Deserialize<StoredResult>(result, JsonSerializerOptions.Web)!;
        return new VideoResultDto
        {
            Preset = file.Preset,
            VideoUrl = links.Link(KeyOf(file.AudioId, file.Preset), $"{file.Title} ({file.Preset}).mp4"),
        };
    }

    private static string KeyOf(Guid audioId, string preset) => Area.KeyOf(audioId, $"{preset}.mp4");

    private async Task MakeAsync(
        AudioRow song, string preset, string key, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var aac = await exporter.ExportAsync(song, "m4a", new Part(progress, 0, SoundShare), cancellationToken);
        var source = objects.PathOf(AudioRow.KeyOf(song.ContentHash));
        var info = await AudioProbe.ReadAsync(source, cancellationToken);
        var scratch = objects.NewScratchPath();
        try
        {
            Directory.CreateDirectory(scratch);
            var shown = new VideoSong
            {
                Title = song.Title,
                Artist = info.Tags.Values.GetValueOrDefault("artist"),
                Name = $"{song.Id} {song.Title}",
                CoverPath = covers.PathOf(song),
                SoundPath = source,
                AacPath = objects.PathOf(aac),
                Frames = (long)Math.Round(song.Duration * song.SampleRate),
                Format = info.Format,
            };
            var video = await VideoRenderer.RenderAsync(
                shown, VideoPresets.ByName[preset], scratch, new Part(progress, SoundShare, 1), cancellationToken);
            objects.PublishFile(video, key);
        }
        finally
        {
            ObjectStore.Discard(scratch);
        }
    }

    private sealed record StoredResult(Guid AudioId, string Title, string Preset);

    private sealed class Part(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + ((to - from) * Math.Clamp(value, 0, 1)));
    }
}
