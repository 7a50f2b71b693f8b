using System.Diagnostics;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Catalogue;
using Unbraid.Separation.Loading;

namespace Unbraid.Separation.Benchmarking;

/// <summary>What to measure.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>An installed model or a checkpoint file; with <see cref="RandomWeights"/> a published shape, as <c>htdemucs</c> or <c>scnet</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Whether weights are made by a formula, so that nothing has to be installed. Default: no.</summary>
    public bool RandomWeights { get; init; }

    /// <summary>Threads. Default: the processors of the machine.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How long to measure at least, after one segment to warm up. At least one segment is measured. Default: 10.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>Whether to time OpenBLAS's matrix product between the segments.</summary>
    public bool CompareBlas { get; init; }
}

/// <summary>The share of one kernel.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Calls">Calls per segment.</param>
/// <param name="Seconds">Seconds per segment.</param>
/// <param name="Share">Share of the time of a segment.</param>
/// <param name="Gflops">Rate in 10^9 operations per second; 0 for kernels that are not counted.</param>
internal sealed record KernelShare(string Name, int Calls, double Seconds, double Share, double Gflops);

/// <summary>What was measured.</summary>
internal sealed record BenchmarkResult
{
    public required string Model { get; init; }
    public required int Threads { get; init; }

    /// <summary>The instruction set in use.</summary>
    public required string KernelSet { get; init; }

    /// <summary>Seconds of sound in a segment.</summary>
    public required double SegmentSeconds { get; init; }

    public required int Segments { get; init; }

    /// <summary>Seconds from nothing to a network that is ready.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>Median time of a segment.</summary>
    public required double SecondsPerSegment { get; init; }

    /// <summary>Processing time over time of sound, for a song in which segments overlap as the model wants it.</summary>
    public required double RealTimeFactor { get; init; }

    /// <summary>Most memory the process held, before any comparison.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Operations of matrix products, convolutions and recurrences in a segment.</summary>
    public required double GflopPerSegment { get; init; }

    /// <summary>Those operations over the whole time of a segment, in 10^9 per second.</summary>
    public required double Gflops { get; init; }

    public required IReadOnlyList<KernelShare> Kernels { get; init; }

    /// <summary>Median rate of OpenBLAS's sgemm at 2048 cubed on as many threads; null if not asked for or not installed.</summary>
    public double? BlasGflops { get; init; }

    /// <summary><see cref="Gflops"/> over <see cref="BlasGflops"/>.</summary>
    public double? BlasRatio { get; init; }
}

/// <summary>Measures networks at their full size.</summary>
internal static class ModelBenchmark
{
    private const int BlasSize = 2048;

    /// <summary>Shapes that can be measured with random weights, without any file.</summary>
    public static IReadOnlyList<string> Models => ModelLoader.Shapes;

    /// <summary>Runs the network on noise, again and again.</summary>
    /// <exception cref="SeparationException">There is no such shape, or the model is not installed or no network.</exception>
    public static BenchmarkResult Run(BenchmarkOptions options, CancellationToken cancellationToken = default)
    {
        if (KernelSelection.Complaint() is { } complaint)
            throw new SeparationException(complaint);
        var start = Stopwatch.GetTimestamp();
        using var model = options.RandomWeights
            ? ModelLoader.Synthetic(options.Model, options.Threads)
            : ModelCatalogue.Load(options.Model, new ModelRequest(null, options.Threads), new ModelStore()).Model;
        var engine = (model as IRunsOnEngine)?.Engine
            ?? throw new SeparationException($"Model '{model.Spec.Name}' is no network: there are no kernels to measure.")
            {
                Remedy = new Remedy(RemedyKind.RandomWeights, string.Join(", ", Models)),
            };
        var load = Stopwatch.GetElapsedTime(start).TotalSeconds;

        var spec = model.Spec;
        var mixture = new float[spec.Channels * spec.SegmentFrames];
        for (var i = 0; i < mixture.Length; i++)
        {
            mixture[i] = (float)(0.1 * SyntheticTensors.Unit((ulong)i));
        }

        var stems = new float[spec.Stems.Count * mixture.Length];
        model.Separate(mixture, stems, cancellationToken);
        var memory = PeakMemory();

        using var blas = options.CompareBlas ? Blas.TryLoad(options.Threads) : null;
        var (a, b, c) = blas is null ? ([], [], []) : (Noise(), Noise(), new float[BlasSize * BlasSize]);
        blas?.Multiply(BlasSize, a, b, c);

        var profile = engine.Profile = new KernelProfile();
        var (times, rates) = (new List<double>(), new List<double>());
        var begin = Stopwatch.GetTimestamp();
        while (times.Count == 0 || Stopwatch.GetElapsedTime(begin).TotalSeconds < options.Seconds)
        {
            start = Stopwatch.GetTimestamp();
            model.Separate(mixture, stems, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            for (var i = 0; blas is not null && i < 5; i++)
            {
                rates.Add(blas.Multiply(BlasSize, a, b, c));
            }
        }

        var seconds = Median(times);
        var mean = times.Average();
        var gflop = profile.Flops / times.Count / 1e9;
        var blasRate = rates.Count > 0 ? Median(rates) : (double?)null;
        var segment = (double)spec.SegmentFrames / spec.SampleRate;
        return new BenchmarkResult
        {
            Model = model.Spec.Name,
            Threads = options.Threads,
            KernelSet = engine.Kernels.ToString(),
            SegmentSeconds = segment,
            Segments = times.Count,
            LoadSeconds = load,
            SecondsPerSegment = seconds,
            RealTimeFactor = seconds / (segment * (1 - spec.Overlap)),
            PeakMemoryBytes = memory,
            GflopPerSegment = gflop,
            Gflops = gflop / seconds,
            Kernels = [.. profile.Times.Select(k => new KernelShare(
                k.Name, k.Calls / times.Count, k.Seconds / times.Count, k.Seconds / times.Count / mean, k.Gflops))],
            BlasGflops = blasRate,
            BlasRatio = gflop / seconds / blasRate,
        };
    }

    private static float[] Noise()
    {
        var values = new float[BlasSize * BlasSize];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)SyntheticTensors.Unit((ulong)i);
        }

        return values;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The most memory that this process has held, in bytes.</summary>
    public static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
