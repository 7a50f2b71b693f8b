using System.Diagnostics;
using Unbraid.Audio;
using Unbraid.Composition;

namespace Unbraid.Cli;

/// <summary>Composes a song, writes it with or without its stems, and reports. The files appear when all are complete.</summary>
internal sealed record ComposeRun
{
    public required SongRequest Request { get; init; }

    public required string Output { get; init; }

    public required AudioEncoding Encoding { get; init; }

    public required bool Stems { get; init; }

    /// <summary>Returns the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var display = ProgressDisplay.Create();
        var clock = Stopwatch.StartNew();
        var song = Composer.Compose(Request);
        var paths = await display.RunAsync(Output, progress => Task.Run(() => WriteAsync(song, new FractionMeter(progress), cancellationToken), cancellationToken));
        foreach (var warning in song.Warnings)
        {
            display.Say(warning);
        }

        var speed = song.Duration / clock.Elapsed;
        display.Say(
            $"{song.Title}: {song.Genre}, {song.Tempo:0.##} BPM, {song.Meter}, {song.Key}, {song.Duration.TotalSeconds:0} s ({string.Join(", ", song.Instruments)}), {speed:0.0} times as fast as it plays");
        foreach (var path in paths)
        {
            Console.Out.WriteLine(path);
        }

        return ExitCode.Success;
    }

    private async Task<IReadOnlyList<string>> WriteAsync(ComposedSong song, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var stems = Stems ? Enum.GetValues<SongStem>() : [];
        string[] paths = [Output, .. stems.Select(PathOf)];
        using var files = FileSet.Beside(Output);
        var writers = new List<AudioWriter>();
        try
        {
            foreach (var (path, i) in paths.Select((path, i) => (path, i)))
            {
                var title = AudioTags.None.WithTitle(i == 0 ? song.Title : $"{song.Title} ({stems[i - 1]})");
                writers.Add(AudioWriter.Create(files, Path.GetFileName(path), ComposedSong.Format, Encoding, title, ditherSeed: i));
            }

            foreach (var block in song.Render(progress, cancellationToken))
            {
                await writers[0].WriteAsync(block.Mix, cancellationToken);
                foreach (var (stem, i) in stems.Select((stem, i) => (stem, i)))
                {
                    await writers[i + 1].WriteAsync(block[stem], cancellationToken);
                }
            }

            foreach (var writer in writers)
            {
                await writer.CompleteAsync(cancellationToken);
            }

            files.Commit();
        }
        finally
        {
            foreach (var writer in writers)
            {
                await writer.DisposeAsync();
            }
        }

        return paths;
    }

    /// <summary>song.wav has its voice in song-vocals.wav.</summary>
    private string PathOf(SongStem stem) =>
        Path.Combine(Path.GetDirectoryName(Output)!, $"{Path.GetFileNameWithoutExtension(Output)}-{stem.ToString().ToLowerInvariant()}{Path.GetExtension(Output)}");
}
