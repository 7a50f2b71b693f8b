namespace Unbraid.Service.Tests;

/// <summary>A clock that stands still until it is moved; timers run on the system's.</summary>
internal sealed class ManualClock : TimeProvider, IMovedClock
{
    private Action? _moved;

    private long _ticks = System.GetUtcNow().Ticks;

    public void WhenMoved(Action call) => _moved += call;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan time)
    {
        Interlocked.Add(ref _ticks, time.Ticks);
        _moved?.Invoke();
    }
}
