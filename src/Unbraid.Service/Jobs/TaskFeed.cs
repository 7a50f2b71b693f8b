using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Jobs;

/// <summary>Tells listeners how their tasks change.</summary>
/// <remarks>
/// One query a round reads every task that anybody watches, so that a listener costs next to nothing, and an event says what a poll
/// would have said. A listener that is slow misses what is no longer true, never what is.
/// </remarks>
internal sealed class TaskFeed(
    IDbContextFactory<ServiceDb> factory, IDatabase database, QueueView queue, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<TaskFeed> log)
    : BackgroundService
{
    private const int TasksPerQuery = 500;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private readonly Lock _gate = new();
    private readonly HashSet<Listener> _listeners = [];

    /// <summary>One reading of rows at a time: what is told later was read later.</summary>
    private readonly SemaphoreSlim _turn = new(1);
    private bool _closed;

    /// <summary>
    /// The task now and after each change, up to its end or that of the service. Null is a sign of life where nothing changed,
    /// the first at once, so that the client sees its stream open.
    /// </summary>
    /// <param name="taskId">The task.</param>
    /// <param name="seen">The version that the listener knows already.</param>
    /// <param name="cancellationToken">Ends listening.</param>
    public async IAsyncEnumerable<SeenTask?> WatchAsync(
        Guid taskId, string? seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listener = new Listener(taskId, seen);
        lock (_gate)
        {
            if (_closed)
                yield break;
            _listeners.Add(listener);
        }

        using var end = cancellationToken.Register(() => listener.Channel.Writer.TryComplete());
        try
        {
            await TellAsync([listener], CancellationToken.None);
            await foreach (var task in listener.Channel.Reader.ReadAllAsync(CancellationToken.None))
                yield return task;
        }
        finally
        {
            lock (_gate)
                _listeners.Remove(listener);
        }
    }

    /// <summary>A task has changed: its listeners are told without waiting for the next round.</summary>
    public void Hear(Guid taskId)
    {
        Listener[] listeners;
        lock (_gate)
            listeners = [.. _listeners.Where(listener => listener.TaskId == taskId)];
        if (listeners.Length > 0)
            _ = Task.Run(() => TellAsync(listeners, lifetime.ApplicationStopping), lifetime.ApplicationStopping);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Open streams would hold up the server's stop, and their clients come back with the id of the last event.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(database.Patience.OfListeners, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                Listener[] listeners;
                lock (_gate)
                    listeners = [.. _listeners];
                await TellAsync(listeners, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }

        lock (_gate)
        {
            _closed = true;
            foreach (var listener in _listeners)
                listener.Channel.Writer.TryComplete();
        }
    }

    private async Task TellAsync(IReadOnlyList<Listener> listeners, CancellationToken cancellationToken)
    {
        var watched = listeners.ToLookup(listener => listener.TaskId);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            foreach (var ids in watched.Select(task => task.Key).Chunk(TasksPerQuery))
            {
                await using var db = await factory.CreateDbContextAsync(cancellationToken);
                var rows = await db.Tasks.AsNoTracking().Where(t => ids.Contains(t.Id)).ToListAsync(cancellationToken);
                var tasks = (await queue.SeeAsync(rows, cancellationToken)).ToDictionary(task => task.Row.Id);
                foreach (var listener in ids.SelectMany(id => watched[id]))
                    listener.Tell(tasks.GetValueOrDefault(listener.TaskId), clock);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogFault(e, "Watching tasks failed and is tried again");
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    private sealed class Listener(Guid taskId, string? seen)
    {
        private string? _seen = seen;
        private long? _toldAt;

        public Guid TaskId => taskId;

        public Channel<SeenTask?> Channel { get; } = System.Threading.Channels.Channel.CreateBounded<SeenTask?>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        public void Tell(SeenTask? task, TimeProvider clock)
        {
            if (task is not null && task.Version != _seen)
            {
                (_seen, _toldAt) = (task.Version, clock.GetTimestamp());
                Channel.Writer.TryWrite(task);
            }
            else if (_toldAt is not { } told || (clock.GetElapsedTime(told) > s_patience && Channel.Reader.Count == 0))
            {
                _toldAt = clock.GetTimestamp();
                Channel.Writer.TryWrite(null);
            }

            if (task is null or { Row.State: >= TaskState.Completed })
                Channel.Writer.TryComplete();
        }
    }
}
