using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Jobs;

/// <summary>How many workers there are, in all processes that share the rows.</summary>
internal sealed class Workforce(
    IDbContextFactory<ServiceDb> factory, IDatabase database, JobOptions options, TimeProvider clock, ILogger<Workforce> log) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Lane, int> _all = new();

    /// <summary>Workers of a lane.</summary>
    public int Of(Lane lane) => Math.Max(_all.GetValueOrDefault(lane), options.WorkersOf(lane));

    /// <summary>Tasks of one tenant that may be ready or run at once: never the last worker, so that somebody else's short task comes through beside long ones.</summary>
    public int PerTenant(Lane lane) => Math.Max(1, Of(lane) - 1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (database.IsShared)
            await CountAsync(cancellationToken); // the first tasks are claimed by the right figure
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.IsShared)
            return;
        using var timer = new PeriodicTimer(s_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await CountAsync(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (database.IsShared)
            await CountAsync(_ => 0, cancellationToken);
    }

    /// <summary>Says how many workers this process has, and counts them all.</summary>
    public Task CountAsync(CancellationToken cancellationToken) => CountAsync(options.WorkersOf, cancellationToken);

    private async Task CountAsync(Func<Lane, int> own, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            foreach (var lane in Enum.GetValues<Lane>())
                _all[lane] = await database.CountWorkersAsync(db, $"{lane}", own(lane), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "The workers cannot be counted; what was counted last holds");
        }
    }
}
