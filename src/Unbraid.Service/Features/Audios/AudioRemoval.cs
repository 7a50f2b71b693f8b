using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Audios;

/// <summary>Removes a song and everything that was made of it.</summary>
/// <remarks>
/// The rows go first, in one transaction; files that a killed process or a task in its last moment leaves behind speak of no row and are swept
/// by the janitor.
/// </remarks>
internal sealed class AudioRemoval(IDbContextFactory<ServiceDb> factory, TaskStore tasks, RunningTasks running, Reserve reserve,
    ObjectStore objects, IEnumerable<ObjectArea> areas)
{
    /// <summary>Times in rows are cut to milliseconds, those of files are not.</summary>
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    public async Task RemoveAsync(AudioRow song)
    {
        foreach (var stopped in await reserve.SpendAsync(() => ForgetAsync(song)))
            running.Stop(stopped);

        await using var db = await factory.CreateDbContextAsync();
        var readers = await db.Tasks.Where(t => t.AudioId == song.Id).Select(t => t.Id).ToListAsync();
        foreach (var area in areas)
        {
            var owners = area.Owner switch
            {
                ObjectOwner.Task => readers,
                ObjectOwner.Audio => [song.Id],
                _ => [],
            };
            foreach (var owner in owners)
                objects.Delete(area.KeyOf(owner), DateTimeOffset.MaxValue);
        }

        // A file that was stored again since may belong to a song whose row is yet to come.
        var before = song.CreatedAt + s_millisecond;
        if (!await db.Audios.AnyAsync(a => a.ContentHash == song.ContentHash) &&
            !await db.Tasks.AnyAsync(t => t.ContentHash == song.ContentHash && t.State < TaskState.Completed))
            objects.Delete(AudioRow.KeyOf(song.ContentHash), before);
        if (song.CoverKey is { } cover && !await db.Audios.AnyAsync(a => a.CoverKey == cover))
            objects.Delete(cover, before);
    }

    /// <returns>The tasks that were reading it.</returns>
    private async Task<IReadOnlyList<Guid>> ForgetAsync(AudioRow song)
    {
        await using var db = await factory.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Audios.Where(a => a.Id == song.Id).ExecuteDeleteAsync();
        var stopped = await tasks.LoseAudioAsync(db, song);
        await transaction.CommitAsync();
        return stopped;
    }
}
