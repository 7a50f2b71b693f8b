using System.Globalization;
using System.Text.Json;
using Unbraid.Audio;
using Unbraid.Audio.Packaging;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Download;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Package;

/// <summary>What a package task was asked; the song is in the task's row.</summary>
/// <param name="StemsTaskId">Whose stems; null for the song as one track.</param>
/// <param name="Format">A name of <see cref="PackageFormats"/>.</param>
internal sealed record PackageInput(Guid? StemsTaskId, string Format);

/// <summary>Packs stems into one file.</summary>
internal sealed class PackageHandler(AudioStore audios, StemShelf shelf, SongExporter exporter, ObjectStore objects) : ITaskHandler
{
    public const string KindName = "package";

    /// <summary>The name of the only track where there are no stems.</summary>
    public const string WholeSong = "song";

    /// <summary>A folder with one file for each task.</summary>
    public static readonly ObjectArea Area = new("packages", ObjectOwner.Task);

    public string Kind => KindName;

    public Lane Lane => Lane.Light;

    public Type ResultType => typeof(PackageResultDto);

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var input = JsonSerializer.Deserialize<PackageInput>(task.Input, JsonSerializerOptions.Web)!;
        var song = await audios.ReadByAsync(task);
        var content = new PackageSong
        {
            Title = song.Title,
            Stems = await StemsAsync(input, song, task.Tenant, cancellationToken),
            Tempo = TempoOf(SongOrigin.FromJson(song.Origin)),
            MixPath = objects.PathOf(AudioRow.KeyOf(song.ContentHash)),
        };
        try
        {
            var format = PackageFormats.ByName[input.Format];
            return await objects.MakeFolderAsync(Area.KeyOf(task.Id), async folder =>
            {
                await SongPackage.WriteAsync(content, Path.Combine(folder, FileOf(format)), format, progress, cancellationToken);
                return new TaskOutcome(JsonSerializer.Serialize(new StoredResult(task.Id, song.Title, input.Format), JsonSerializerOptions.Web));
            });
        }
        catch (AudioException e) when (e.Reason == FaultReason.Request)
        {
            throw new Refusal(StatusCodes.Status422UnprocessableEntity, e.Message);
        }
        catch (AudioException e) when (e.Reason == FaultReason.Input)
        {
            throw AudioInspector.WithoutName(e);
        }
    }

    public object Present(string result, LinkSigner links)
    {
        var package = JsonSerializer.Deserialize<StoredResult>(result, JsonSerializerOptions.Web)!;
        var format = PackageFormats.ByName[package.Format];
        return new PackageResultDto
        {
            PackageUrl = links.Link(Area.KeyOf(package.TaskId, FileOf(format)), package.Title + format.Extension()),
            Format = package.Format,
        };
    }

    /// <summary>The tempo that a generator told; no other song's is known.</summary>
    internal static SongTempo? TempoOf(SongOrigin? origin)
    {
        if (origin?.Tempo is not (>= SongTempo.Slowest and <= SongTempo.Fastest and var tempo))
            return null;
        var perBar = origin.Meter?.Split('/') is [var beats, "4"] && int.TryParse(beats, CultureInfo.InvariantCulture, out var number) ? number : 4;
        return new SongTempo(tempo) { BeatsPerBar = perBar, FirstBeat = origin.FirstBeat };
    }

    private static string FileOf(PackageFormat format) => "package" + format.Extension();

    private async Task<IReadOnlyList<PackageStem>> StemsAsync(PackageInput input, AudioRow song, string tenant, CancellationToken cancellationToken)
    {
        if (input.StemsTaskId is { } stems)
            return [.. (await shelf.RequireAsync(stems.ToString(), tenant)).Files.Select(stem => new PackageStem(stem.Key, stem.Value))];
        var wav = await exporter.ExportAsync(song, AudioContainer.Wav.Extension()[1..], new Progress<double>(), cancellationToken);
        return [new PackageStem(WholeSong, objects.PathOf(wav))];
    }

    private sealed record StoredResult(Guid TaskId, string Title, string Format);
}
