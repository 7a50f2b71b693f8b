using Unbraid.Benchmarks;

switch (args)
{
    case ["sound-path", .. var rest]:
        return await SoundPathBenchmark.RunAsync(rest);
    case ["formats"]:
        return await FormatTable.RunAsync();
    default:
        await Console.Error.WriteLineAsync("Usage: Unbraid.Benchmarks formats | sound-path [SECONDS [RATE [wav|flac|mp3|m4a]]]");
        return 2;
}
