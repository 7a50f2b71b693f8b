namespace Unbraid.Client;

/// <summary>A task that was started; it runs on the service whether anybody waits for it or not.</summary>
/// <typeparam name="TResult">What it makes.</typeparam>
public sealed class UnbraidTask<TResult>
{
    private readonly UnbraidClient _client;
    private readonly Func<System.Text.Json.JsonElement, TResult> _read;

    internal UnbraidTask(UnbraidClient client, string id, Func<System.Text.Json.JsonElement, TResult> read) =>
        (_client, Id, _read) = (client, id, read);

    /// <summary>Opaque; enough to come back to it later.</summary>
    public string Id { get; }

    /// <summary>Waits for the end and gives the result. Its links are fresh; waiting again gives fresh ones.</summary>
    /// <param name="progress">Gets the task whenever it changed.</param>
    /// <param name="cancellationToken">Stops waiting; the task goes on. See <see cref="CancelAsync"/>.</param>
    /// <exception cref="UnbraidTaskException">It ended in another way than completed.</exception>
    /// <exception cref="UnbraidException">The service does not know it, or cannot be reached.</exception>
    public async Task<TResult> WaitAsync(IProgress<TaskInfo>? progress = null, CancellationToken cancellationToken = default)
    {
        var task = await _client.WaitAsync(Id, progress, cancellationToken);
        return task is { Status: UnbraidTaskStatus.Completed, Result: { } result } ? _read(result) : throw new UnbraidTaskException(task);
    }

    /// <summary>Cancels it, unless it has ended.</summary>
    /// <returns>The task as it is then.</returns>
    public Task<TaskInfo> CancelAsync(CancellationToken cancellationToken = default) => _client.CancelAsync(Id, cancellationToken);
}
