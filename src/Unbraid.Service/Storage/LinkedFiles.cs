using Microsoft.EntityFrameworkCore;

namespace Unbraid.Service.Storage;

/// <summary>A file that a link leads to.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Since">Since when whoever made the link has it.</param>
internal readonly record struct LinkedFile(string Path, DateTimeOffset Since);

/// <summary>Finds what links lead to.</summary>
/// <remarks>
/// Content that several tenants have is stored once, but a link to it names one tenant's song: it ends with that song, and its time is the song's,
/// so that nobody learns from it that others have the same.
/// </remarks>
internal sealed class LinkedFiles(IDbContextFactory<ServiceDb> factory, ObjectStore objects, IEnumerable<ObjectArea> areas)
{
    /// <param name="area">Name of the area.</param>
    /// <param name="id">The song, in areas that hold its content or its cover; elsewhere the owner in the key.</param>
    /// <param name="file">The file; in areas whose objects are files themselves only a name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<LinkedFile?> FindAsync(string area, string id, string file, CancellationToken cancellationToken)
    {
        var known = areas.FirstOrDefault(known => known.Name == area);
        if (known is { Owner: ObjectOwner.Content or ObjectOwner.Cover })
        {
            if (!Guid.TryParse(id, out var songId))
                return null;
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            var song = await db.Audios.Where(a => a.Id == songId).Select(a => new { a.ContentHash, a.CoverKey, a.CreatedAt }).FirstOrDefaultAsync(cancellationToken);
            var key = known.Owner == ObjectOwner.Cover ? song?.CoverKey : song is null ? null : AudioRow.KeyOf(song.ContentHash);
            return key is null ? null : At(key, song!.CreatedAt);
        }

        return At(known is { IsFile: true } ? $"{area}/{id}" : $"{area}/{id}/{file}", null);
    }

    private LinkedFile? At(string key, DateTimeOffset? since)
    {
        var path = objects.PathOf(key);
        return File.Exists(path) ? new LinkedFile(path, since ?? new DateTimeOffset(File.GetLastWriteTimeUtc(path))) : null;
    }
}
