using System.Diagnostics;

namespace Unbraid.Inference;

/// <summary>One line of a profile.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="Seconds">Wall time in all.</param>
/// <param name="Flops">Floating-point operations in all, a multiply-add being two.</param>
internal sealed record KernelTime(string Name, int Calls, double Seconds, double Flops)
{
    /// <summary>Rate in 10^9 operations per second.</summary>
    public double Gflops => Seconds > 0 ? Flops / Seconds / 1e9 : 0;
}

/// <summary>
/// Counts calls, wall time and operations per kernel while it hangs on an <see cref="Engine"/>. Of kernels that threads run side by side, each for its
/// own part of the work, a thread's share of the wall time is counted.
/// </summary>
internal sealed class KernelProfile
{
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Lock _lock = new();

    /// <summary>The kernels seen so far, the slowest first.</summary>
    public IReadOnlyList<KernelTime> Times =>
        [.. _entries.Select(x => new KernelTime(x.Key, x.Value.Calls, Stopwatch.GetElapsedTime(0, x.Value.Ticks).TotalSeconds, x.Value.Flops))
            .OrderByDescending(x => x.Seconds)];

    /// <summary>Threads of the engine.</summary>
    internal int Threads { get; set; } = 1;

    /// <summary>Operations counted in all.</summary>
    public double Flops => _entries.Values.Sum(x => x.Flops);

    /// <summary>Forgets everything.</summary>
    public void Clear() => _entries.Clear();

    internal static long Start(KernelProfile? profile) => profile is null ? 0 : Stopwatch.GetTimestamp();

    internal void Stop(string name, long start, double flops)
    {
        var ticks = (Stopwatch.GetTimestamp() - start) / (ThreadTeam.IsInside ? Threads : 1);
        lock (_lock)
        {
            if (!_entries.TryGetValue(name, out var entry))
                _entries[name] = entry = new Entry();
            entry.Calls++;
            entry.Ticks += ticks;
            entry.Flops += flops;
        }
    }

    private sealed class Entry
    {
        public int Calls;
        public long Ticks;
        public double Flops;
    }
}
