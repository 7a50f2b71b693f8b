using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Jobs;

/// <summary>Takes tasks from lost workers, removes what is older than the retention, and files that no row speaks of.</summary>
internal sealed class Janitor(
    IDbContextFactory<ServiceDb> factory, IDatabase database, TaskStore tasks, TaskLeases leases, Reserve reserve, ObjectStore objects, IEnumerable<ObjectArea> areas, WakeUp wakeUp, StorageOptions options,
    TimeProvider clock, ILogger<Janitor> log)
    : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    /// <summary>Sweeping reads the whole folder, so it comes less often: once in so many intervals.</summary>
    private const int SweepEvery = 60;

    /// <summary>Times in rows are cut to milliseconds, those of files are not.</summary>
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>A file this young may belong to a task that is just about to say so in its row.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromHours(1);

    /// <summary>The duty that one of several processes has.</summary>
    private const string Duty = "janitor";

    /// <summary>Before the workers start: where no other process works on the rows, nothing in the data folder can belong to anybody alive.</summary>
    public async Task CleanUpAfterLastRunAsync()
    {
        await leases.RecoverAsync(everything: !database.IsShared);
        if (!database.IsShared)
            await SweepAsync(DateTimeOffset.MaxValue);

        reserve.Fill();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                reserve.Fill();
                await using var duty = await database.TryHoldAsync(Duty, stoppingToken);
                if (duty is not null)
                    await TidyAsync(isThorough: tick % SweepEvery == 0);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogFault(e, "Cleaning up failed and is tried again");
            }
        }
    }

    private async Task TidyAsync(bool isThorough)
    {
        if (await leases.RecoverAsync(everything: false) > 0)
            wakeUp.Signal();
        await tasks.ExpireUploadsAsync(options.UploadLifetime);
        await DropContentAsync(2 * s_interval);
        if (!isThorough)
            return;
        await ForgetAsync();
        await SweepAsync(clock.GetUtcNow() - s_grace);
    }

    /// <summary>Removes content that came, whole or in part, for tasks which have ended lately without a song.</summary>
    public async Task DropContentAsync(TimeSpan lately)
    {
        await using var db = await factory.CreateDbContextAsync();
        var since = await database.NowAsync(db) - lately;
        var fruitless = await db.Tasks
            .Where(t => t.State > TaskState.Completed && t.FinishedAt > since && (t.ContentHash != null || t.ContentLength != null))
            .Select(t => new { t.Id, t.ContentHash, CameBefore = t.ContentLength == null ? t.CreatedAt : t.FinishedAt!.Value }).ToListAsync();
        if (fruitless.Count == 0)
            return;
        var kept = await ObjectOwners.NamesAsync(db, ObjectOwner.Content);
        foreach (var task in fruitless)
        {
            objects.Delete(TaskRow.ContentArea.KeyOf(task.Id), DateTimeOffset.MaxValue);
            if (task.ContentHash is { } hash && !kept.Contains(hash))
                objects.Delete(AudioRow.KeyOf(hash), task.CameBefore + s_millisecond);
        }
    }

    /// <summary>Removes rows past the retention; a song stays while a task reads it.</summary>
    public async Task ForgetAsync()
    {
        await using var db = await factory.CreateDbContextAsync();
        var old = await database.NowAsync(db) - options.Retention;
        await db.Tasks.Where(t => t.State >= TaskState.Completed && t.FinishedAt < old).ExecuteDeleteAsync();
        await db.Audios.Where(a => a.CreatedAt < old && !db.Tasks.Any(t => t.AudioId == a.Id && t.State < TaskState.Completed))
            .ExecuteDeleteAsync();
    }

    /// <summary>Removes objects last written before a time that belong to no row.</summary>
    public async Task SweepAsync(DateTimeOffset before)
    {
        // What is stored is listed before the rows are read: whatever is published in between has its row already, or is too young.
        var stored = areas.Select(area => (Area: area, Names: objects.List(area.Name, before).ToList())).ToList();
        await using var db = await factory.CreateDbContextAsync();
        foreach (var owned in stored.GroupBy(found => found.Area.Owner))
        {
            var kept = await ObjectOwners.NamesAsync(db, owned.Key);
            foreach (var (area, names) in owned)
            {
                foreach (var orphan in names.Where(name => !kept.Contains(name)))
                    objects.Delete(area.KeyOf(orphan), before);
            }
        }
    }
}
