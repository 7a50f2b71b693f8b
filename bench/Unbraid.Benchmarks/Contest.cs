using System.Diagnostics;

namespace Unbraid.Benchmarks;

/// <summary>Times rivals in turn (first, second, first, second, ...), so that a busy machine disturbs all of them alike.</summary>
internal static class Contest
{
    private const int Rounds = 41;
    private const double SliceSeconds = 0.004;

    /// <summary>Median seconds of one call of each rival, and the median over rounds of the first one's time divided by each one's.</summary>
    public static (double[] Seconds, double[] Ratios) Run(params Action[] rivals)
    {
        int[] calls = Array.ConvertAll(rivals, CallsPerSlice);
        var seconds = new double[rivals.Length][];
        for (int r = 0; r < rivals.Length; r++)
        {
            seconds[r] = new double[Rounds];
        }

        for (int round = 0; round < Rounds; round++)
        {
            for (int r = 0; r < rivals.Length; r++)
            {
                seconds[r][round] = Time(rivals[r], calls[r]) / calls[r];
            }
        }

        double[] ratios = Array.ConvertAll(seconds, rival => Median([.. rival.Zip(seconds[0], (theirs, ours) => ours / theirs)]));
        return (Array.ConvertAll(seconds, Median), ratios);
    }

    private static int CallsPerSlice(Action rival)
    {
        // Long enough for the runtime to compile the rival a second time with what it has learnt.
        var warm = Stopwatch.StartNew();
        int calls = 0;
        for (; calls < 64 || warm.Elapsed.TotalSeconds < 0.25; calls++)
        {
            rival();
            if (warm.Elapsed.TotalSeconds > 2)
            {
                break;
            }
        }

        double each = Time(rival, Math.Max(1, calls / 8)) / Math.Max(1, calls / 8);
        return Math.Max(1, (int)(SliceSeconds / each));
    }

    private static double Time(Action rival, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            rival();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
