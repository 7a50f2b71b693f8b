namespace Unbraid.Service.Jobs;

/// <summary>The latest progress of a running task, and when it will be done at its present rate.</summary>
internal sealed class ProgressEstimate(TimeProvider clock) : IProgress<double>
{
    /// <summary>The share whose speed says nothing about the rest: fetching, opening, decoding.</summary>
    private const double Beginning = 0.05;

    /// <summary>The share after the beginning from which on the rate can be told.</summary>
    private const double Enough = 0.05;

    private readonly Lock _gate = new();
    private double _done;
    private DateTimeOffset _doneAt;
    private double _begun;
    private DateTimeOffset? _begunAt;

    public void Report(double value)
    {
        lock (_gate)
        {
            (_done, _doneAt) = (Math.Clamp(value, 0, 1), clock.GetUtcNow());
            if (_begunAt is null && _done >= Beginning)
                (_begun, _begunAt) = (_done, _doneAt);
        }
    }

    /// <summary>
    /// Progress, 0 to 1, and the estimated end in whole seconds, never in the past; null until there is something to estimate from.
    /// </summary>
    public (double Done, DateTimeOffset? FinishAt) Read()
    {
        lock (_gate)
        {
            if (_begunAt is not { } begunAt || _done - _begun < Enough)
                return (_done, null);
            var now = clock.GetUtcNow();
            var rest = (1 - _done) / (_done - _begun);
            var end = _doneAt + ((_doneAt - begunAt) * rest);
            if (end < now)
                end = now + ((now - begunAt) * rest);
            return (_done, DateTimeOffset.FromUnixTimeSeconds((long)Math.Ceiling(end.ToUnixTimeMilliseconds() / 1000.0)));
        }
    }
}
