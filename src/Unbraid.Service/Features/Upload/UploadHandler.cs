using System.Text.Json;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Outbound;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Upload;

/// <summary>What an upload task was asked: an address to fetch, or content that came with the request.</summary>
internal sealed record UploadInput(string? AudioUrl, string? FileName);

/// <summary>Fetches a song if need be, looks into it, stores it under its hash and makes it an audio of the tenant.</summary>
internal sealed class UploadHandler(
    FileFetcher fetcher, AudioInspector inspector, CoverStore covers, ObjectStore objects, StorageQuota quota, AudioOptions options, TimeProvider clock)
    : ITaskHandler
{
    public const string KindName = "upload";

    public string Kind => KindName;

    public Lane Lane => Lane.Light;

    public Type ResultType => typeof(UploadResultDto);

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var input = JsonSerializer.Deserialize<UploadInput>(task.Input, JsonSerializerOptions.Web)!;
        if (task.ContentHash is { } stored)
            return await LookAsync(task, stored, objects.PathOf(AudioRow.KeyOf(stored)), input.FileName, progress, cancellationToken);

        using var claim = await quota.ClaimAsync(task.Tenant, cancellationToken);
        using var receiver = new ContentReceiver(objects, options.MaxUploadBytes, nameof(options.MaxUploadBytes), claim);
        var fileName = await fetcher.FetchAsync(new Uri(input.AudioUrl!), receiver, "audioUrl", cancellationToken);
        var outcome = await LookAsync(task, receiver.Hash, receiver.Path, fileName, progress, cancellationToken);
        receiver.Store();
        return outcome;
    }

    public object Present(string result, LinkSigner links)
    {
        var audio = JsonSerializer.Deserialize<StoredResult>(result, JsonSerializerOptions.Web)!;
        return new UploadResultDto
        {
            Id = audio.AudioId.ToString(),
            AudioId = audio.AudioId.ToString(),
            Url = links.Link(AudioRow.LinkTo(audio.AudioId, audio.Extension), $"{audio.Title}.{audio.Extension}"),
            Lyrics = audio.Lyrics,
            IsFlagged = false,
            Title = audio.Title,
            Duration = audio.Duration,
            SampleRate = audio.SampleRate,
            Channels = audio.Channels,
            Warnings = audio.Warnings,
        };
    }

    private async Task<TaskOutcome> LookAsync(
        TaskRow task, string hash, string path, string? fileName, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var audio = await inspector.InspectAsync(path, progress, cancellationToken);
        var cover = await covers.FromSongAsync(path, cancellationToken);
        var row = new AudioRow
        {
            Id = Guid.NewGuid(),
            Tenant = task.Tenant,
            ContentHash = hash,
            Extension = audio.Extension,
            Title = AudioTitle.Choose(audio.Title, Path.GetFileNameWithoutExtension(fileName?.Replace('\\', '/'))),
            Duration = Math.Round(audio.Duration, 6),
            SampleRate = audio.Format.SampleRate,
            Channels = audio.Format.Channels,
            CoverKey = cover,
            CreatedAt = clock.GetUtcNow(),
        };
        var result = new StoredResult(
            row.Id, row.ContentHash, row.Extension, row.Title, row.Lyrics, row.Duration, row.SampleRate, row.Channels,
            audio.Warnings.Count > 0 ? audio.Warnings : null);
        return new TaskOutcome(JsonSerializer.Serialize(result, JsonSerializerOptions.Web), row);
    }

    private sealed record StoredResult(
        Guid AudioId, string ContentHash, string Extension, string Title, string? Lyrics, double Duration, int SampleRate,
        int Channels, IReadOnlyList<string>? Warnings = null);
}
