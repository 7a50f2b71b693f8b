using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Stems;

/// <summary>The stems of a completed task.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="AudioId">The song they are of.</param>
/// <param name="Title">Its title.</param>
/// <param name="Files">Name of each stem to its path.</param>
internal sealed record StemSet(Guid TaskId, Guid AudioId, string Title, IReadOnlyDictionary<string, string> Files);

/// <summary>Finds stems for whoever makes something of them.</summary>
internal sealed class StemShelf(TaskStore tasks, ObjectStore objects)
{
    /// <exception cref="Refusal">404, the tenant has no completed stems task of this id, or its stems are gone.</exception>
    public async Task<StemSet> RequireAsync(string taskId, string tenant)
    {
        if (Guid.TryParse(taskId, out var id)
            && await tasks.FindAsync(id, tenant) is { Kind: StemsHandler.KindName, State: TaskState.Completed, Result: { } result, AudioId: { } audioId }
            && StemsHandler.Read(result) is var stems
            && stems.Files.ToDictionary(stem => stem.Key, stem => objects.PathOf(StemsHandler.Area.KeyOf(id, stem.Value))) is var files
            && files.Values.All(File.Exists))
            return new StemSet(id, audioId, stems.Title, files);
        throw new Refusal(StatusCodes.Status404NotFound, "There is no completed stems task with this taskId, or its stems are no longer kept.");
    }
}
