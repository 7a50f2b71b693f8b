using System.Text.Json;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Download;

/// <summary>What a download task was asked; the song is in the task's row.</summary>
internal sealed record DownloadInput(string Format);

/// <summary>Gives a song in a file format.</summary>
internal sealed class DownloadHandler(AudioStore audios, SongExporter exporter) : ITaskHandler
{
    public const string KindName = "download";

    public string Kind => KindName;

    public Lane Lane => Lane.Light;

    public Type ResultType => typeof(DownloadResultDto);

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var format = JsonSerializer.Deserialize<DownloadInput>(task.Input, JsonSerializerOptions.Web)!.Format;
        var song = await audios.ReadByAsync(task);
        await exporter.ExportAsync(song, format, progress, cancellationToken);
        return new TaskOutcome(JsonSerializer.Serialize(new StoredResult(song.Id, song.Title, format), JsonSerializerOptions.Web));
    }

    public object Present(string result, LinkSigner links)
    {
        var file = JsonSerializer.Deserialize<StoredResult>(result, JsonSerializerOptions.Web)!;
        return new DownloadResultDto
        {
            Url = links.Link(SongExporter.KeyOf(file.AudioId, file.Format), $"{file.Title}.{file.Format}"),
            Format = file.Format,
        };
    }

    private sealed record StoredResult(Guid AudioId, string Title, string Format);
}
