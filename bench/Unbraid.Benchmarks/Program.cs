using Unbraid.Benchmarks;

switch (args)
{
    case ["sound-path", .. var rest]:
        return await SoundPathBenchmark.RunAsync(rest);
    case ["formats"]:
        return await FormatTable.RunAsync();
    case ["fft"]:
        return FftBenchmark.Run();
    case ["resample"]:
        return ResamplerBenchmark.Run();
    case ["gemm", var threads, var rounds]:
        return Gemm.Run(int.Parse(threads), int.Parse(rounds));
    case ["memory", _, ..]:
        return await MemoryBenchmark.RunAsync(args[1..]);
    default:
        await Console.Error.WriteLineAsync("Usage: Unbraid.Benchmarks fft | resample | formats | gemm THREADS ROUNDS | memory SHAPE [MINUTES [EVERY [THREADS]]] | sound-path [SECONDS [RATE [wav|flac|mp3|m4a]]]");
        return 2;
}
