using System.Collections.Concurrent;

namespace Unbraid.Service.Jobs;

/// <summary>
/// The tasks that run in this process, so that one that is cancelled stops at once and not at its next sign of life.
/// </summary>
internal sealed class RunningTasks
{
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = new();

    public void Add(Guid taskId, CancellationTokenSource stop) => _running[taskId] = stop;

    public void Remove(Guid taskId) => _running.TryRemove(taskId, out _);

    public void Stop(Guid taskId)
    {
        if (!_running.TryGetValue(taskId, out var stop))
            return;
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this very moment.
        }
    }
}
