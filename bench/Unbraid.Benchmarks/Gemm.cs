using System.Diagnostics;
using System.Runtime.InteropServices;
using Unbraid.Inference;

namespace Unbraid.Benchmarks;

/// <summary>Our matrix product against OpenBLAS's sgemm, in turns, on 2048 cubed and on the shapes of the networks.</summary>
internal static unsafe partial class Gemm
{
    private static readonly (string Name, int Rows, int Depth, int Columns)[] s_shapes =
    [
        ("2048 cubed", 2048, 2048, 2048),
        ("HTDemucs feed-forward, frequency", 2688, 512, 2048),
        ("HTDemucs feed-forward back, frequency", 2688, 2048, 512),
        ("HTDemucs attention projection, time", 1344, 512, 1536),
        ("SCNet LSTM input", 27132, 128, 512),
        ("SCNet LSTM to channels", 27132, 256, 128),
    ];

    // Weights times positions: channels out, channels in times kernel, positions.
    private static readonly (string Name, int Channels, int Inputs, int Kernel, int Height, int Width)[] s_convolutions =
    [
        ("HTDemucs rewrite 1, 48 to 96", 96, 48, 1, 512, 336),
        ("HTDemucs rewrite 2, 96 to 192", 192, 96, 1, 128, 336),
        ("HTDemucs decoder rewrite 3x3, 192 to 384", 384, 192, 3, 32, 336),
        ("HTDemucs rewrite 4, 384 to 768", 768, 384, 1, 8, 336),
        ("SCNet 3x3, 128 to 128", 128, 128, 3, 57, 476),
    ];

    public static int Run(int threads, int rounds)
    {
        SetThreads(threads);
        using var engine = new Engine(threads);
        Console.WriteLine($"{engine.Kernels} kernels, {threads} threads, medians of {rounds} rounds in turns");
        Console.WriteLine();
        Console.WriteLine("| product | m x n x k | ours GFLOP/s | OpenBLAS GFLOP/s | ratio |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, rows, depth, columns) in s_shapes)
        {
            using var x = Random(rows * depth, 1);
            using var w = Random(columns * depth, 2);
            using var y = Random(rows * columns, 3);
            var linear = new Linear(engine, depth, columns, w.Span, []);
            Compare(name, rows, columns, depth, rounds, () => linear.Run(x.Span, rows, y.Span), () => Blas(rows, columns, depth, x, w, y, true));
        }

        foreach (var (name, channels, inputs, kernel, height, width) in s_convolutions)
        {
            var (depth, positions) = (inputs * kernel * kernel, height * width);
            using var x = Random(inputs * positions, 1);
            using var w = Random(channels * depth, 2);
            using var y = Random(channels * positions, 3);
            using var columnsOfX = Random(depth * positions, 4);
            var shape = new ConvolutionShape(inputs, channels) { KernelHeight = kernel, KernelWidth = kernel, PaddingTop = kernel / 2, PaddingLeft = kernel / 2 };
            var convolution = new Convolution(engine, shape, w.Span, []);
            var (xMap, yMap) = (new FeatureMap(inputs, height, width), new FeatureMap(channels, height, width));
            Compare(
                name, channels, positions, depth, rounds, () => convolution.Run(x.Span, xMap, y.Span, yMap),
                () => Blas(channels, positions, depth, w, columnsOfX, y, false));
        }

        return 0;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static void Compare(string name, int m, int n, int k, int rounds, Action ours, Action theirs)
    {
        ours();
        theirs();
        var flops = 2.0 * m * n * k / 1e9;
        var (a, b, ratios) = (new double[rounds], new double[rounds], new double[rounds]);
        for (var i = 0; i < rounds; i++)
        {
            (a[i], b[i]) = (flops / Time(ours), flops / Time(theirs));
            ratios[i] = a[i] / b[i];
        }

        Console.WriteLine($"| {name} | {m} x {n} x {k} | {Median(a):F1} | {Median(b):F1} | {Median(ratios):F2} |");
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static NativeBuffer Random(int length, int seed)
    {
        var random = new Random(seed);
        var buffer = new NativeBuffer(length);
        foreach (ref var value in buffer.Span)
            value = random.NextSingle() - 0.5f;
        return buffer;
    }

    private static void Blas(int m, int n, int k, NativeBuffer a, NativeBuffer b, NativeBuffer c, bool transposedB)
    {
        fixed (float* pa = a.Span, pb = b.Span, pc = c.Span)
            Sgemm(101, 111, transposedB ? 112 : 111, m, n, k, 1, pa, k, pb, transposedB ? k : n, 0, pc, n);
    }

    [LibraryImport("libopenblas.so.0", EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport("libopenblas.so.0", EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int threads);
}
