using System.Text.Json;
using System.Text.Json.Serialization;
using Unbraid.Audio;
using Unbraid.Service.Audios;
using Unbraid.Service.Storage;
using Unbraid.Service.Tasks;
using Unbraid.Service.Upload;
using Unbraid.Service.Workers;

namespace Unbraid.Service.Export;

/// <summary>What a download task was asked; the song is in the task's row.</summary>
internal sealed record DownloadInput(string Format);

/// <summary>Writes a song in a format, once: the file stays in the store, and whoever asks again gets the same.</summary>
internal sealed class DownloadHandler(AudioStore audios, CoverStore covers, ObjectStore objects, ServiceOptions options) : ITaskHandler
{
    public const string KindName = "download";

    /// <summary>The area of the files: a folder for each song.</summary>
    public const string Area = "exports";

    public string Kind => KindName;

    public Lane Lane => Lane.Light;

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var format = JsonSerializer.Deserialize<DownloadInput>(task.Input, JsonSerializerOptions.Web)!.Format;
        var song = await audios.ReadByAsync(task);
        var result = new StoredResult(song.Id, song.Title, format);
        if (!File.Exists(objects.PathOf(result.Key)))
            await ExportAsync(song, result, progress, cancellationToken);
        return new TaskOutcome(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
    }

    public object Present(string result, LinkSigner links)
    {
        var file = JsonSerializer.Deserialize<StoredResult>(result, JsonSerializerOptions.Web)!;
        return new DownloadResultDto { Url = links.Link(file.Key, $"{file.Title}.{file.Format}"), Format = file.Format };
    }

    private async Task ExportAsync(AudioRow song, StoredResult result, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var source = objects.PathOf(AudioRow.KeyOf(song.ContentHash));
        var scratch = objects.NewScratchPath();
        try
        {
            var export = new AudioExportOptions
            {
                Title = song.Title,
                CoverPath = covers.PathOf(song),
                MaxDuration = options.MaxAudioDuration,
            };
            await AudioExport.WriteAsync(source, scratch, FileFormats.Containers[result.Format], export, progress, cancellationToken);
            objects.PublishFile(scratch, result.Key);
        }
        catch (AudioException e) when (e.InnerException is not (IOException or UnauthorizedAccessException))
        {
            throw AudioInspector.WithoutName(e, source);
        }
        finally
        {
            ObjectStore.Discard(scratch);
        }
    }

    private sealed record StoredResult(Guid AudioId, string Title, string Format)
    {
        [JsonIgnore]
        public string Key => $"{Area}/{AudioId}/audio.{Format}";
    }
}
