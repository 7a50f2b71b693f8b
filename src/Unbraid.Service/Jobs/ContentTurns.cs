namespace Unbraid.Service.Jobs;

/// <summary>
/// Lets one request at a time send content for a task, and the latest wins: after a lost connection the server may still wait for the request
/// of before, when its client has long come back with another.
/// </summary>
internal sealed class ContentTurns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Turn> _turns = [];

    /// <summary>Stops the request that has the turn, waits for its end, and takes the turn.</summary>
    public async Task<Turn> TakeAsync(Guid taskId, CancellationToken cancellationToken)
    {
        var mine = new Turn(this, taskId, cancellationToken);
        while (HolderOr(mine) is { } other)
        {
            other.Stop();
            await other.Ended.WaitAsync(cancellationToken);
        }

        return mine;
    }

    private Turn? HolderOr(Turn mine)
    {
        lock (_gate)
        {
            if (_turns.TryGetValue(mine.TaskId, out var holder))
                return holder;
            _turns.Add(mine.TaskId, mine);
            return null;
        }
    }

    private void Remove(Guid taskId)
    {
        lock (_gate)
            _turns.Remove(taskId);
    }

    /// <summary>A request's turn; it ends when disposed.</summary>
    internal sealed class Turn(ContentTurns turns, Guid taskId, CancellationToken request) : IDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(request);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Guid TaskId => taskId;

        /// <summary>Cancelled when the client goes, or when a later request wants the turn.</summary>
        public CancellationToken Cancelled => _stop.Token;

        /// <summary>Whether a later request took over.</summary>
        public bool IsOvertaken => _stop.IsCancellationRequested && !request.IsCancellationRequested;

        public Task Ended => _ended.Task;

        public void Stop()
        {
            lock (_stop)
            {
                if (!_ended.Task.IsCompleted)
                    _stop.Cancel();
            }
        }

        public void Dispose()
        {
            lock (_stop)
            {
                turns.Remove(taskId);
                _ended.TrySetResult();
                _stop.Dispose();
            }
        }
    }
}
