namespace Unbraid.Client;

/// <summary>What came of something that waits for the network: a value, or what was in the way.</summary>
/// <param name="Value">What came.</param>
/// <param name="Failure">What broke; null where nothing did.</param>
internal readonly record struct Attempt<T>(T Value, Exception? Failure);

/// <summary>Runs what waits for the network, each step no longer than a limit. What breaks there becomes a value here, and nowhere else.</summary>
internal sealed class Patience : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    /// <param name="limit">How long a step may take; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="clock">The clock of the limit.</param>
    /// <param name="cancellationToken">The caller's: what it stops is thrown as ever.</param>
    public Patience(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        (_limit, _caller) = (limit, cancellationToken);
        _timeout = new CancellationTokenSource(limit, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
    }

    /// <summary>Runs a step. After one that failed there is no other.</summary>
    public async ValueTask<Attempt<T>> TryAsync<T>(Func<CancellationToken, ValueTask<T>> step)
    {
        try
        {
            _timeout.CancelAfter(_limit);
            return new Attempt<T>(await step(_either.Token), null);
        }
        catch (OperationCanceledException e) when (!_caller.IsCancellationRequested)
        {
            // The limit of a client that the caller made ends in the same way.
            return Failed<T>(_timeout.IsCancellationRequested ? new TimeoutException($"nothing came for {_limit.TotalSeconds:0.#} s", e) : new TimeoutException(e.Message, e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed<T>(e);
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }

    private static Attempt<T> Failed<T>(Exception failure) => new(default!, failure);
}
