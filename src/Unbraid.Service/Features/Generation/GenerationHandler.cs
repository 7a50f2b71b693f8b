using System.Text.Json;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Generation;

/// <summary>What a generation task was asked.</summary>
internal sealed record GenerationInput(
    string? Prompt, string? Lyrics, string? Title, string Model, long? Seed, bool Instrumental, string? ImageUrl);

/// <summary>Has a song made, looks into it like into an upload, and makes it an audio of the tenant.</summary>
/// <remarks>
/// A call that costs money leaves a mark before it begins. A task that finds its own mark was stopped in the middle of one, and
/// does not spend the money again unless the operator said so.
/// </remarks>
internal sealed class GenerationHandler(
    MusicModels models, ImageFetcher images, AudioInspector inspector, ObjectStore objects, TaskLeases tasks, AudioOptions audioOptions,
    GenerationOptions options, TimeProvider clock) : ITaskHandler
{
    public const string KindName = "audio";

    public string Kind => KindName;

    public Lane Lane => Lane.Generation;

    public Type ResultType => typeof(CreatedAudioDto);

    public bool IsWorthWaitingFor(TaskRow task) => task.Model is { } model && models.Find(model)?.IsLostWhenBrokenOff == true;

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var input = JsonSerializer.Deserialize<GenerationInput>(task.Input, JsonSerializerOptions.Web)!;
        var generator = models.Find(input.Model) ?? throw new Refusal(
            StatusCodes.Status422UnprocessableEntity,
            $"The model {input.Model} is no longer offered; there is {string.Join(", ", models.Names)}.");
        var call = new PaidCall(task, tasks, clock);
        if (call is { IsOpen: true, Job: null } && !options.LyriaRetryMayBillTwice)
            throw new Refusal(
                StatusCodes.Status502BadGateway,
                "The service was stopped while the song was being made; send the request again, and know that the first song may have been billed.");
        var image = input.ImageUrl is { } url ? await FetchAsync(url, call, cancellationToken) : null;
        var request = new MusicRequest(
            input.Prompt, input.Lyrics, input.Title, input.Instrumental, input.Seed, input.Seed ?? SeedOf(task.Id), image);
        var scratch = objects.NewScratchPath();
        try
        {
            var song = await generator.GenerateAsync(request, scratch, call, progress, cancellationToken);
            using var content = new ContentReceiver(objects, audioOptions.MaxUploadBytes, nameof(audioOptions.MaxUploadBytes));
            var sound = await ReceiveAsync(content, scratch, generator, cancellationToken);
            content.Store();
            return Outcome(task, input, song, content.Hash, sound, image?.CoverKey);
        }
        finally
        {
            ObjectStore.Discard(scratch);
        }
    }

    public object Present(string result, LinkSigner links)
    {
        var song = JsonSerializer.Deserialize<StoredResult>(result, JsonSerializerOptions.Web)!;
        return new CreatedAudioDto
        {
            AudioId = song.AudioId.ToString(),
            AudioUrl = links.Link(AudioRow.LinkTo(song.AudioId, song.Extension), $"{song.Title}.{song.Extension}"),
            Duration = song.Duration,
            Title = song.Title,
            Warnings = song.Warnings,
        };
    }

    private async Task<FetchedImage?> FetchAsync(string url, PaidCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await images.FetchAsync(new Uri(url), cancellationToken);
        }
        catch (Refusal) when (call.Job is not null)
        {
            // The song is paid for and has seen the picture; it goes without a cover.
            return null;
        }
    }

    private async Task<InspectedAudio> ReceiveAsync(
        ContentReceiver content, string path, IMusicGenerator generator, CancellationToken cancellationToken)
    {
        try
        {
            await using (var file = File.OpenRead(path))
                await content.ReceiveAsync(file, cancellationToken);
            return await inspector.InspectAsync(content.Path, NoProgress.Instance, cancellationToken);
        }
        catch (Refusal e)
        {
            throw new Refusal(
                StatusCodes.Status502BadGateway, $"What {generator.Model} made cannot be used. {e.Message}");
        }
    }

    private TaskOutcome Outcome(
        TaskRow task, GenerationInput input, GeneratedSong song, string hash, InspectedAudio sound, string? cover)
    {
        var lines = ClientWords.Keep(input.Lyrics, song.Origin.Lyrics);
        var row = new AudioRow
        {
            Id = Guid.NewGuid(),
            Tenant = task.Tenant,
            ContentHash = hash,
            Extension = sound.Extension,
            Title = AudioTitle.Choose(input.Title, song.Title, AudioTitle.From(input.Prompt), AudioTitle.From(input.Lyrics)),
            Duration = Math.Round(sound.Duration, 6),
            SampleRate = sound.Format.SampleRate,
            Channels = sound.Format.Channels,
            Lyrics = lines is null ? null : string.Join('\n', lines.Select(line => line.Text)),
            Source = song.Origin.Model,
            CoverKey = cover,
            Origin = (song.Origin with { Lyrics = lines }).ToJson(),
            CreatedAt = clock.GetUtcNow(),
        };
        var result = new StoredResult(row.Id, row.ContentHash, row.Extension, row.Title, row.Duration, song.Warnings.Count > 0 ? song.Warnings : null);
        return new TaskOutcome(JsonSerializer.Serialize(result, JsonSerializerOptions.Web), row, song.WhenSafe);
    }

    /// <summary>A number of 53 bits, which every client can read, out of the random part of the id.</summary>
    private static long SeedOf(Guid task) => BitConverter.ToInt64(task.ToByteArray(), 8) & ((1L << 53) - 1);

    private sealed record StoredResult(
        Guid AudioId, string ContentHash, string Extension, string Title, double Duration, IReadOnlyList<string>? Warnings = null);

    private sealed class NoProgress : IProgress<double>
    {
        public static NoProgress Instance { get; } = new();

        public void Report(double value)
        {
        }
    }
}
