using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Http;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Audios;

/// <summary>Finds the songs of a tenant; another's is as unknown as one that never was.</summary>
internal sealed class AudioStore(IDbContextFactory<ServiceDb> factory)
{
    /// <summary>The song that a request names.</summary>
    /// <exception cref="Refusal">404, there is none.</exception>
    public async Task<AudioRow> RequireAsync(string audioId, string tenant) =>
        (Guid.TryParse(audioId, out var id) ? await FindAsync(id, tenant) : null)
        ?? throw new Refusal(StatusCodes.Status404NotFound, "There is no audio with this audioId.");

    /// <summary>The song that a task reads.</summary>
    /// <exception cref="Refusal">404, it went in the meantime.</exception>
    public async Task<AudioRow> ReadByAsync(TaskRow task) =>
        (task.AudioId is { } id ? await FindAsync(id, task.Tenant) : null)
        ?? throw new Refusal(StatusCodes.Status404NotFound, "The audio is no longer kept; upload it again.");

    /// <summary>A tenant's songs, newest first, at most so many, from a place on.</summary>
    public async Task<List<AudioRow>> ListAsync(string tenant, Cursor? after, int count, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var songs = db.Audios.AsNoTracking().Where(a => a.Tenant == tenant);
        if (after is { } place)
            songs = songs.Where(a => a.CreatedAt < place.Time || (a.CreatedAt == place.Time && a.Id < place.Id));
        return await songs.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id).Take(count).ToListAsync(cancellationToken);
    }

    /// <summary>The tasks that read a song, newest first.</summary>
    public async Task<List<ReadingTaskDto>> TasksOnAsync(AudioRow song, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Tasks.Where(t => t.AudioId == song.Id && t.Tenant == song.Tenant).OrderByDescending(t => t.CreatedAt)
            .Select(t => new { t.Id, t.Kind, t.State }).AsAsyncEnumerable()
            .Select(t => new ReadingTaskDto { TaskId = t.Id.ToString(), Type = t.Kind, Status = t.State }).ToListAsync(cancellationToken);
    }

    private async Task<AudioRow?> FindAsync(Guid id, string tenant)
    {
        await using var db = await factory.CreateDbContextAsync();
        return await db.Audios.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id && a.Tenant == tenant);
    }
}
