using System.Diagnostics;
using Unbraid.Inference;

namespace Unbraid.Separation.Benchmarking;

/// <summary>How fast this machine is at what networks consist of.</summary>
internal static class MachineSpeed
{
    private const int Features = 1024, Rows = 1024, Runs = 30;

    /// <summary>Speed of a large matrix product in GFLOP/s: the best of some runs, which take some tenths of a second together.</summary>
    /// <param name="threads">Threads. Default: the processors of the machine.</param>
    public static double ProductGflops(int? threads = null)
    {
        using var engine = new Engine(threads ?? Environment.ProcessorCount);
        var x = new float[Rows * Features];
        x.AsSpan().Fill(0.5f);
        var layer = new Linear(engine, Features, Features, x.AsSpan(0, Features * Features), []);
        var y = new float[Rows * Features];
        var best = double.PositiveInfinity;
        for (var run = 0; run < Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            layer.Run(x, Rows, y);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Rows * Features * Features / best / 1e9;
    }
}
