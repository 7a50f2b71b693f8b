using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Service.Http;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Jobs;

/// <summary>Runs one claimed task to an end, whatever happens to it.</summary>
internal sealed class TaskRunner(
    TaskLeases tasks, TaskKinds kinds, RunningTasks running, TaskObserver observer, JobOptions options, TimeProvider clock,
    ILogger<TaskRunner> log)
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(1);

    public async Task RunAsync(TaskRow task, CancellationToken shutdown)
    {
        if (!await tasks.StartAsync(task))
            return;
        var handler = kinds[task.Kind];
        var attempt = observer.Begin(task, handler.Lane);
        using var deadline = new CancellationTokenSource(options.TaskTimeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown, deadline.Token);
        var progress = new ProgressEstimate(clock);
        running.Add(task.Id, stop);
        // On a thread of its own: work that keeps all threads of the pool busy must not cost the lease.
        var heartbeat = Task.Factory.StartNew(() => Beat(task, progress, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var end = TaskEnd.Lost;
        try
        {
            var outcome = await handler.RunAsync(task, progress, stop.Token);
            if (await tasks.CompleteAsync(task, outcome))
            {
                end = new(TaskEnd.Completed, Audio: outcome.NewAudio?.Duration);
                await (outcome.WhenSaved?.Invoke() ?? Task.CompletedTask);
            }
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            var message = $"The task ran longer than {options.TaskTimeout.TotalMinutes:0.#} minutes, the most allowed {Setting.Limit(nameof(options.TaskTimeout))}.";
            end = await FailAsync(task, TaskState.Timeout, StatusCodes.Status504GatewayTimeout, message);
        }
        catch (Exception) when (shutdown.IsCancellationRequested)
        {
            end = await tasks.HandBackAsync(task) ? new("handed back") : end;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Cancelled by its tenant or taken away: the row says so already.
        }
        catch (Exception e) when (StorageFaults.IsPassing(e) && task.Tries < options.MaxAttempts)
        {
            log.LogWarning(e, "Task {TaskId} ({Kind}): the machine failed it, and it is tried again", task.Id, task.Kind);
            end = await tasks.TryAgainAsync(task) ? new("to be tried again") : end;
        }
        catch (Exception e)
        {
            var (code, message) = Explain(e, task);
            end = await FailAsync(task, TaskState.Failed, code, message);
        }
        finally
        {
            running.Remove(task.Id);
            await stop.CancelAsync();
            await heartbeat;
            await attempt.EndAsync(end);
        }
    }

    private async Task<TaskEnd> FailAsync(TaskRow task, TaskState state, int code, string message) =>
        await tasks.FailAsync(task, state, code, message) ? new(state.Name(), code, message) : TaskEnd.Lost;

    private void Beat(TaskRow task, ProgressEstimate progress, CancellationTokenSource stop)
    {
        var renewedAt = clock.GetTimestamp();
        while (!stop.Token.WaitHandle.WaitOne(s_heartbeat))
        {
            try
            {
                var (done, finishAt) = progress.Read();
                if (!tasks.Renew(task, done, finishAt))
                    stop.Cancel();
                renewedAt = clock.GetTimestamp();
            }
            catch (Exception e) when (StorageFaults.IsPassing(e) && clock.GetElapsedTime(renewedAt) < options.Lease)
            {
                log.LogWarning("Task {TaskId}: the lease cannot be renewed just now, and is tried again ({Reason})", task.Id, Logging.Safe(e.GetBaseException().Message));
            }
            catch (Exception e)
            {
                log.LogError(e, "Task {TaskId}: the lease cannot be renewed, so the task stops here", task.Id);
                stop.Cancel();
            }
        }
    }

    private (int Code, string Message) Explain(Exception e, TaskRow task)
    {
        switch (e)
        {
            case Refusal failed:
                return (failed.Status, failed.Message);
            // What concerns a model's own files, or the machine, is for the operator: its sentence may hold a path.
            case SeparationException { Reason: FaultReason.Request or FaultReason.Unavailable }:
                return (StatusCodes.Status422UnprocessableEntity, e.Message);
            default:
                log.LogError(e, "Task {TaskId} ({Kind}) failed", task.Id, task.Kind);
                if (MachineFaults.Explain(StorageFaults.ReasonOf(e)) is { } fault)
                    return (fault.Status, fault.Message);
                return (StatusCodes.Status500InternalServerError,
                    $"The task failed for a reason inside the service; the operator finds it in the log under {task.Id}.");
        }
    }
}
