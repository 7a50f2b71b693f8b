using Microsoft.EntityFrameworkCore;

namespace Unbraid.Service.Storage;

/// <summary>Who keeps which objects: the second parts of the keys that rows speak of.</summary>
internal static class ObjectOwners
{
    /// <param name="db">The rows.</param>
    /// <param name="owner">What keeps the objects.</param>
    /// <param name="tenant">Whose rows; null for everybody's.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<HashSet<string>> NamesAsync(
        ServiceDb db, ObjectOwner owner, string? tenant = null, CancellationToken cancellationToken = default)
    {
        var (songs, tasks) = (db.Audios.AsNoTracking(), db.Tasks.AsNoTracking());
        if (tenant is not null)
            (songs, tasks) = (songs.Where(a => a.Tenant == tenant), tasks.Where(t => t.Tenant == tenant));
        var speaking = tasks.Where(t => t.State <= TaskState.Completed);
        return owner switch
        {
            ObjectOwner.Content => await songs.Select(a => a.ContentHash)
                .Union(tasks.Where(t => t.State < TaskState.Completed && t.ContentHash != null).Select(t => t.ContentHash!))
                .ToHashSetAsync(cancellationToken),
            ObjectOwner.Cover => (await songs.Where(a => a.CoverKey != null).Select(a => a.CoverKey!).ToListAsync(cancellationToken))
                .Select(key => key[(key.IndexOf('/') + 1)..]).ToHashSet(),
            ObjectOwner.Task => Names(await speaking.Select(t => t.Id).ToListAsync(cancellationToken)),
            _ => Names(await songs.Select(a => a.Id)
                .Union(speaking.Where(t => t.AudioId != null).Select(t => t.AudioId!.Value)).ToListAsync(cancellationToken)),
        };
    }

    private static HashSet<string> Names(IEnumerable<Guid> ids) => ids.Select(id => id.ToString()).ToHashSet();
}
