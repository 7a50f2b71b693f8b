using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Audios;
using Unbraid.Service.Export;
using Unbraid.Service.Generation;
using Unbraid.Service.Stems;
using Unbraid.Service.Storage;
using Unbraid.Service.Tasks;
using Unbraid.Service.Video;

namespace Unbraid.Service.Workers;

/// <summary>Takes tasks from lost workers, removes what is older than the retention, and files that no row speaks of.</summary>
internal sealed class Janitor(
    IDbContextFactory<ServiceDb> factory, TaskStore tasks, ObjectStore objects, WakeUp wakeUp, ServiceOptions options,
    TimeProvider clock, ILogger<Janitor> log)
    : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    /// <summary>Sweeping reads the whole folder, so it comes less often: once in so many intervals.</summary>
    private const int SweepEvery = 60;

    /// <summary>A file this young may belong to a task that is just about to say so in its row.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromHours(1);

    /// <summary>Before the workers start: nothing in the data folder can belong to anybody alive.</summary>
    public async Task CleanUpAfterLastRunAsync()
    {
        await tasks.RecoverAsync(everything: true);
        await SweepAsync(DateTimeOffset.MaxValue);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                if (await tasks.RecoverAsync(everything: false) > 0)
                    wakeUp.Signal();
                if (tick % SweepEvery != 0)
                    continue;
                await ForgetAsync();
                await SweepAsync(clock.GetUtcNow() - s_grace);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Cleaning up stumbled and is tried again");
            }
        }
    }

    /// <summary>Removes rows past the retention; a song stays while a task reads it.</summary>
    public async Task ForgetAsync()
    {
        var old = clock.GetUtcNow() - options.Retention;
        await using var db = await factory.CreateDbContextAsync();
        await db.Tasks.Where(t => t.State >= TaskState.Completed && t.FinishedAt < old).ExecuteDeleteAsync();
        await db.Audios.Where(a => a.CreatedAt < old && !db.Tasks.Any(t => t.AudioId == a.Id && t.State < TaskState.Completed))
            .ExecuteDeleteAsync();
    }

    /// <summary>Removes objects last written before a time that belong to no row.</summary>
    public async Task SweepAsync(DateTimeOffset before)
    {
        string[] areas =
        [
            AudioRow.Area, CoverStore.Area, StemsHandler.Area, SongExporter.Area, VideoHandler.Area, GenerationHandler.Billed,
        ];
        var stored = areas.ToDictionary(area => area, area => objects.List(area, before).ToList());
        await using var db = await factory.CreateDbContextAsync();
        var contents = db.Audios.Select(a => a.ContentHash)
            .Union(db.Tasks.Where(t => t.State < TaskState.Completed && t.ContentHash != null).Select(t => t.ContentHash!));
        var covers = db.Audios.Where(a => a.CoverKey != null).Select(a => a.CoverKey!.Substring(CoverStore.Area.Length + 1));
        var speaking = db.Tasks.Where(t => t.State <= TaskState.Completed);
        // What was made of a song stays as long as the song, or a task that speaks of it.
        var songs = db.Audios.Select(a => a.Id).Union(speaking.Where(t => t.AudioId != null).Select(t => t.AudioId!.Value));
        Sweep(AudioRow.Area, await contents.ToHashSetAsync());
        Sweep(CoverStore.Area, await covers.ToHashSetAsync());
        var known = Names(await speaking.Select(t => t.Id).ToListAsync());
        Sweep(StemsHandler.Area, known);
        Sweep(GenerationHandler.Billed, known);
        var alive = Names(await songs.ToListAsync());
        Sweep(SongExporter.Area, alive);
        Sweep(VideoHandler.Area, alive);

        void Sweep(string area, HashSet<string> kept)
        {
            foreach (var orphan in stored[area].Where(name => !kept.Contains(name)))
                objects.Delete($"{area}/{orphan}", before);
        }
    }

    private static HashSet<string> Names(IEnumerable<Guid> ids) => ids.Select(id => id.ToString()).ToHashSet();
}
