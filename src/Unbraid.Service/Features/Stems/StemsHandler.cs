using System.Text.Json;
using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Stems;

/// <summary>What a stems task was asked; the song is in the task's row.</summary>
internal sealed record StemsInput(string Model, IReadOnlyList<string>? Stems, string Format, bool Residual, string? Recipe = null, string? Clip = null);

/// <summary>Takes a song apart and publishes all its stems at once.</summary>
/// <remarks>
/// The stems and a manifest are made in scratch and renamed to the task's own key in one step. A run that was killed before
/// that step left nothing; one that was killed after it is finished by reading the manifest.
/// </remarks>
internal sealed class StemsHandler(AudioStore audios, ObjectStore objects, SeparatorCache separators) : ITaskHandler
{
    public const string KindName = "stems";

    /// <summary>A folder of stems for each task.</summary>
    public static readonly ObjectArea Area = new("stems", ObjectOwner.Task);

    private const string Manifest = "result.json";

    public string Kind => KindName;

    public Lane Lane => Lane.Heavy;

    public Type ResultType => typeof(StemsResultDto);

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var key = Area.KeyOf(task.Id);
        if (!Directory.Exists(objects.PathOf(key)))
            await SeparateAsync(task, key, progress, cancellationToken);
        var result = await File.ReadAllTextAsync(Path.Combine(objects.PathOf(key), Manifest), cancellationToken);
        return new TaskOutcome(result) { Model = Read(result).Model };
    }

    public object Present(string result, LinkSigner links)
    {
        var stems = Read(result);
        return StemsResultDto.From(stems.Files.ToDictionary(
            stem => stem.Key,
            stem => links.Link(
                Area.KeyOf(stems.TaskId, stem.Value), $"{stems.Title} ({stem.Key}){Path.GetExtension(stem.Value)}")));
    }

    private async Task SeparateAsync(TaskRow task, string key, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var input = JsonSerializer.Deserialize<StemsInput>(task.Input, JsonSerializerOptions.Web)!;
        var song = await audios.ReadByAsync(task);
        var path = objects.PathOf(AudioRow.KeyOf(song.ContentHash));
        var scratch = objects.NewScratchPath();
        try
        {
            using var lease = separators.Rent(input.Model, input.Stems, input.Recipe);
            var container = AudioContainers.ByName[input.Format];
            var output = new StemOutput
            {
                Folder = scratch,
                Encoding = new AudioEncoding(container),
                Residual = input.Residual,
                Exact = input.Residual && container.IsLossless(),
                Clip = input.Clip is { } clip ? ClipModes.ByName[clip] : ClipMode.Rescale,
            };
            var result = await lease.Separator.SeparateAsync(path, output, new Fraction(progress), cancellationToken);
            lease.Keep();
            var files = result.Stems.ToDictionary(stem => stem.Key, stem => Path.GetFileName(stem.Value));
            var manifest = JsonSerializer.Serialize(new StoredStems(task.Id, song.Title, files, lease.Model), JsonSerializerOptions.Web);
            await File.WriteAllTextAsync(Path.Combine(scratch, Manifest), manifest, cancellationToken);
            objects.PublishFolder(scratch, key);
        }
        catch (AudioException e) when (e.Reason == FaultReason.Input)
        {
            throw AudioInspector.WithoutName(e);
        }
        finally
        {
            ObjectStore.Discard(scratch);
        }
    }

    /// <summary>What a completed task keeps.</summary>
    public static StoredStems Read(string result) => JsonSerializer.Deserialize<StoredStems>(result, JsonSerializerOptions.Web)!;

    private sealed class Fraction(IProgress<double> inner) : IProgress<SeparationProgress>
    {
        public void Report(SeparationProgress value) => inner.Report(value.Fraction);
    }
}

/// <summary>A song's stems as the row of their task has them.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Title">Of the song.</param>
/// <param name="Files">Name of each stem to that of its file.</param>
/// <param name="Model">The model that made them.</param>
internal sealed record StoredStems(Guid TaskId, string Title, Dictionary<string, string> Files, string? Model = null);
