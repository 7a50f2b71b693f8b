using System.Text.Json;
using Unbraid.Audio;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Mix;

/// <summary>What a mix task was asked.</summary>
internal sealed record MixInput(
    Guid StemsTaskId, IReadOnlyDictionary<string, double>? Gains, IReadOnlyDictionary<string, double>? Pans, IReadOnlyList<string>? Mute, IReadOnlyList<string>? Solo,
    double Start, double? End, string Format);

/// <summary>Adds the stems of a task up.</summary>
internal sealed class MixHandler(StemShelf shelf, ObjectStore objects) : ITaskHandler
{
    public const string KindName = "mix";

    /// <summary>A folder with one file for each task.</summary>
    public static readonly ObjectArea Area = new("mixes", ObjectOwner.Task);

    public string Kind => KindName;

    public Lane Lane => Lane.Light;

    public Type ResultType => typeof(MixResultDto);

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var input = JsonSerializer.Deserialize<MixInput>(task.Input, JsonSerializerOptions.Web)!;
        var stems = await shelf.RequireAsync(input.StemsTaskId.ToString(), task.Tenant);
        try
        {
            var options = new MixOptions { Start = TimeSpan.FromSeconds(input.Start), End = input.End is { } end ? TimeSpan.FromSeconds(end) : null };
            var report = await objects.MakeFolderAsync(Area.KeyOf(task.Id), folder => AudioMix.WriteAsync(
                [.. stems.Files.OrderBy(stem => stem.Key, StringComparer.Ordinal).Select(stem => TrackOf(stem.Key, stem.Value, input))],
                Path.Combine(folder, FileOf(input.Format)), AudioContainers.ByName[input.Format], options, progress, cancellationToken));
            return new TaskOutcome(JsonSerializer.Serialize(new StoredResult(task.Id, stems.Title, input.Format, report.ClippedSamples), JsonSerializerOptions.Web));
        }
        catch (AudioException e) when (e.Reason == FaultReason.Request)
        {
            throw new Refusal(StatusCodes.Status422UnprocessableEntity, e.Message);
        }
    }

    public object Present(string result, LinkSigner links)
    {
        var mix = JsonSerializer.Deserialize<StoredResult>(result, JsonSerializerOptions.Web)!;
        return new MixResultDto
        {
            MixUrl = links.Link(Area.KeyOf(mix.TaskId, FileOf(mix.Format)), $"{mix.Title} (mix).{mix.Format}"),
            Format = mix.Format,
            ClippedSamples = mix.ClippedSamples,
        };
    }

    private static string FileOf(string format) => $"mix.{format}";

    private static MixTrack TrackOf(string name, string path, MixInput input) => new(path)
    {
        Gain = input.Gains?.GetValueOrDefault(name) ?? 0,
        Pan = input.Pans?.GetValueOrDefault(name) ?? 0,
        Muted = input.Mute?.Contains(name) is true || (input.Solo is { Count: > 0 } solo && !solo.Contains(name)),
    };

    private sealed record StoredResult(Guid TaskId, string Title, string Format, long ClippedSamples);
}
