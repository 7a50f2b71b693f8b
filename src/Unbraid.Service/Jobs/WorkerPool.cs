using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>The workers of this process: each takes a task, runs it, and looks for the next.</summary>
internal sealed class WorkerPool(
    TaskLeases tasks, TaskKinds kinds, TaskRunner runner, JobFigures figures, WakeUp wakeUp, Workforce workforce, JobOptions options, TimeProvider clock,
    IHostApplicationLifetime lifetime, ILogger<WorkerPool> log) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan s_pauseAfterError = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly CancellationTokenSource _lastCall = new();
    private readonly List<Task> _loops = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        KeepThreadsForRequests();
        foreach (var lane in Enum.GetValues<Lane>())
            Start(lane, options.WorkersOf(lane));
        return Task.CompletedTask;

        void Start(Lane lane, int count)
        {
            figures.AddWorkers(lane, count);
            for (var i = 0; i < count; i++)
                _loops.Add(Task.Run(() => LoopAsync(lane), CancellationToken.None));
        }
    }

    // Before the server stops listening: polls and links are still answered while running work is handed back.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication(); // from here on new work is refused
        await _shutdown.CancelAsync();
        _lastCall.CancelAfter(options.DrainTime);
        await Task.WhenAll(_loops).WaitAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _shutdown.Dispose();
        _lastCall.Dispose();
    }

    // A separation holds pool threads for seconds at a time; without spare ones a poll waits until the pool has noticed.
    private void KeepThreadsForRequests()
    {
        ThreadPool.GetMinThreads(out var workers, out var completionPorts);
        ThreadPool.SetMinThreads(
            workers + options.UploadWorkers + options.GenerationWorkers + (options.SeparationWorkers * options.Threads) + 8, completionPorts);
    }

    private async Task LoopAsync(Lane lane)
    {
        var mine = kinds.In(lane);
        while (!_shutdown.IsCancellationRequested)
        {
            try
            {
                if (await tasks.ClaimAsync(mine, workforce.PerTenant(lane), _shutdown.Token) is { } task)
                {
                    wakeUp.Signal(lane); // there may be more, for another worker
                    await runner.RunAsync(task, kinds[task.Kind].IsWorthWaitingFor(task) ? _lastCall.Token : _shutdown.Token);
                }
                else
                {
                    await wakeUp.WaitAsync(lane, _shutdown.Token);
                }
            }
            catch (OperationCanceledException) when (_shutdown.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                log.LogFault(e, "A worker failed outside its task and continues in a second");
                await Task.Delay(s_pauseAfterError, clock, CancellationToken.None);
            }
        }
    }
}
