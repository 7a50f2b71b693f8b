using System.Collections.Concurrent;

namespace Unbraid.Service.Tests;

/// <summary>A clock whose timers fire when it is moved. Those that are short enough to be pauses fire at once and are remembered.</summary>
internal sealed class TimerClock(TimeSpan longestPause = default) : TimeProvider, IMovedClock
{
    private Action? _moved;

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private TimeSpan _elapsed;

    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    public void WhenMoved(Action call) => _moved += call;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    private TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return _elapsed;
        }
    }

    public void Advance(TimeSpan time)
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _elapsed += time;
            due = _timers.FindAll(timer => timer.At <= _elapsed);
            _timers.RemoveAll(due.Contains);
        }

        _moved?.Invoke();
        due.ForEach(timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(TimerClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan At { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Dispose();
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            if (dueTime <= clock.LongestPause)
            {
                clock.Pauses.Enqueue(dueTime);
                ThreadPool.QueueUserWorkItem(_ => Fire());
                return true;
            }

            lock (clock._gate)
            {
                At = clock._elapsed + dueTime;
                clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private TimeSpan LongestPause => longestPause;
}
