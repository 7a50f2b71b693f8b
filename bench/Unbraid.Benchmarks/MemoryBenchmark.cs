using System.Diagnostics;
using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Separation.Loading;

namespace Unbraid.Benchmarks;

/// <summary>The memory of a published shape, with made-up weights, over a long song: what the process held at most up to every fifth minute.</summary>
/// <remarks>
/// Arguments: shape, minutes of song [60], every how many segments the network runs [1], threads [all]. The dearest networks take hours for an hour
/// of sound; with more than 1 the segments in between come out silent, and all but the network works as ever.
/// </remarks>
internal static class MemoryBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var shape = args[0];
        var minutes = args.Length > 1 ? int.Parse(args[1]) : 60;
        var every = args.Length > 2 ? int.Parse(args[2]) : 1;
        var threads = args.Length > 3 ? int.Parse(args[3]) : Environment.ProcessorCount;
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "unbraid-memory-" + Environment.ProcessId)).FullName;
        try
        {
            var song = Path.Combine(folder, "song.wav");
            await TestSong.WriteAsync(song, 60 * minutes, new AudioFormat(44_100, 2), AudioContainer.Wav);
            var model = new EveryNth(ModelLoader.Synthetic(shape, threads), every);
            using var separator = new Separator(model, new SeparatorOptions());
            Console.WriteLine($"{shape}: {minutes} minutes of 44.1 kHz stereo, every {every}. segment through the network, {threads} threads, .NET {Environment.Version}");
            var (next, begin) = (0, double.NaN);
            var clock = Stopwatch.StartNew();
            await separator.SeparateAsync(
                song, new StemOutput { Folder = Path.Combine(folder, "stems") },
                new Callback(progress =>
                {
                    if (progress.Stage != SeparationStage.Separating)
                        return;
                    begin = double.IsNaN(begin) ? progress.Fraction : begin;
                    if ((progress.Fraction - begin) / (1 - begin) * minutes >= next)
                    {
                        Print($"minute {next}", model, clock);
                        next += 5;
                    }
                }));
            Print("end", model, clock);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string when, EveryNth model, Stopwatch clock)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{when}: {process.PeakWorkingSet64 / 1e6:F0} MB at most, {process.WorkingSet64 / 1e6:F0} MB now, {model.Segments} segments, {model.Runs} through the network, {clock.Elapsed.TotalSeconds:F0} s");
    }

    private sealed class Callback(Action<SeparationProgress> report) : IProgress<SeparationProgress>
    {
        public void Report(SeparationProgress value) => report(value);
    }

    private sealed class EveryNth(ISeparationModel inner, int every) : ISeparationModel
    {
        public int Segments { get; private set; }

        public int Runs { get; private set; }

        public ModelSpec Spec => inner.Spec;

        public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
        {
            if (Segments++ % every == 0)
            {
                Runs++;
                inner.Separate(mixture, stems, cancellationToken);
            }
            else
            {
                stems.Clear();
            }
        }

        public void Dispose() => inner.Dispose();
    }
}
