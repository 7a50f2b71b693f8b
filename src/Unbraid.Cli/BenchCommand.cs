using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Unbraid.Separation;
using Unbraid.Separation.Benchmarking;

namespace Unbraid.Cli;

/// <summary><c>unbraid bench</c>: how fast networks run here.</summary>
internal sealed class BenchCommand : Command, IHasExamples
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Option<string> _model = new("--model")
    {
        Description = $"Network to measure; with --random-weights {string.Join(", ", ModelBenchmark.Models)}",
        HelpName = "auto|NAME|FILE",
        DefaultValueFactory = _ => ModelCatalogue.Auto,
    };

    private readonly Option<bool> _randomWeights = new("--random-weights")
    {
        Description = "Weights made by a formula, so that nothing has to be downloaded",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "How long to measure at least, after one segment to warm up",
        HelpName = "S",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<bool> _compareBlas = new("--compare-blas")
    {
        Description = "Time OpenBLAS's matrix product between the segments, if it is installed",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object",
    };

    private BenchCommand() : base("bench", "Measure how fast a network runs on this machine")
    {
        foreach (var option in (Option[])[_model, _randomWeights, _threads, _seconds, _compareBlas, _json])
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    public string Examples =>
        """
        Examples:
          unbraid bench --model mini                             the built-in network
          unbraid bench --model htdemucs --random-weights --threads 2
          unbraid bench --model scnet --random-weights --compare-blas --json
        """;

    public static BenchCommand Create() => new();

    private int Run(ParseResult parse)
    {
        var options = new BenchmarkOptions
        {
            Model = parse.GetValue(_model)!,
            RandomWeights = parse.GetValue(_randomWeights),
            Threads = parse.GetValue(_threads),
            Seconds = parse.GetValue(_seconds),
            CompareBlas = parse.GetValue(_compareBlas),
        };
        if (options.Threads < 1)
        {
            throw new MisuseException($"--threads must be 1 or more, not {options.Threads}.");
        }

        var result = ModelBenchmark.Run(options);
        if (parse.GetValue(_json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result, s_json));
        }
        else
        {
            Print(result);
        }

        return ExitCode.Success;
    }

    private static void Print(BenchmarkResult r)
    {
        Console.Out.WriteLine($"{r.Model}, {r.Threads} threads, {r.KernelSet} kernels, {r.Segments} segments of {r.SegmentSeconds:0.0} s");
        Console.Out.WriteLine($"{r.SecondsPerSegment:0.00} s per segment, real-time factor {r.RealTimeFactor:0.00}, ready in {r.LoadSeconds:0.0} s");
        Console.Out.WriteLine($"{r.PeakMemoryBytes / 1e9:0.00} GB at most, {r.GflopPerSegment:0} GFLOP per segment ({r.GflopPerSegment / 2 / r.SegmentSeconds:0.0} GMAC per second of audio), {r.Gflops:0} GFLOP/s");
        if (r.BlasGflops is { } blas)
        {
            Console.Out.WriteLine($"OpenBLAS {blas:0} GFLOP/s, ratio {r.BlasRatio:0.00}");
        }

        var table = new Table().AddColumns("kernel", "calls", "seconds", "share", "GFLOP/s");
        foreach (var kernel in r.Kernels)
        {
            table.AddRow(kernel.Name, $"{kernel.Calls}", $"{kernel.Seconds:0.000}", $"{kernel.Share:0.0%}", $"{kernel.Gflops:0}");
        }

        AnsiConsole.Write(table);
    }
}
