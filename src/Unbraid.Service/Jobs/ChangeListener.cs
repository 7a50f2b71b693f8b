using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Jobs;

/// <summary>Hands on what the database tells of other processes: to workers that wait, to listeners, and to work that was cancelled.</summary>
internal sealed class ChangeListener(IDatabase database, TaskKinds kinds, WakeUp wakeUp, TaskFeed feed, RunningTasks running) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => database.ListenAsync(Hear, stoppingToken);

    private void Hear(TaskChange? heard)
    {
        if (heard is not { } change)
        {
            wakeUp.Signal();
            return;
        }

        if (change.State == TaskState.Cancelled)
            running.Stop(change.TaskId);
        if (change.State is not (TaskState.Assigned or TaskState.Processing) && kinds.LaneOf(change.Kind) is { } lane)
            wakeUp.Signal(lane);
        feed.Hear(change.TaskId);
    }
}
