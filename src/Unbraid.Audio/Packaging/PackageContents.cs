namespace Unbraid.Audio.Packaging;

/// <summary>A song as it goes into a package: measured, and with the names of its files.</summary>
/// <param name="Title">One line.</param>
/// <param name="SampleRate">Of all tracks, in Hz.</param>
/// <param name="Frames">Length of each track.</param>
/// <param name="Tempo">If it is known.</param>
/// <param name="Stems">In the order in which they are shown.</param>
internal sealed record PackageContents(string Title, int SampleRate, long Frames, SongTempo? Tempo, IReadOnlyList<PackageTrack> Stems)
{
    /// <summary>The names of what goes into a package beside the stems.</summary>
    public const string ProjectName = "project", ClickName = "click";

    private const int BlockFrames = 65_536;

    /// <summary>The click track, if there is one.</summary>
    public PackageTrack? Click { get; init; }

    /// <summary>All files with sound.</summary>
    public IEnumerable<PackageTrack> Tracks => Click is { } click ? [.. Stems, click] : Stems;

    /// <summary>Length of each track.</summary>
    public double Seconds => (double)Frames / SampleRate;

    /// <exception cref="AudioException">A file cannot be decoded or does not fit the others.</exception>
    public static async Task<PackageContents> ReadAsync(PackageSong song, IProgress<double> progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(song.Stems.Count);
        song.Tempo?.Check();
        var names = new PackageNames(ProjectName + ".json", ProjectName + ".rpp", ClickName + ".wav");
        var stems = StemPalette.Sort(song.Stems).ToList();
        var tracks = new List<PackageTrack>();
        (int Rate, long Frames)? first = null;
        for (int i = 0; i < stems.Count; i++)
        {
            var (name, path) = stems[i];
            var (format, frames) = await MeasureAsync(path, new ProgressPart(progress, i, stems.Count), cancellationToken);
            var size = first ??= (format.SampleRate, frames);
            var other = Path.GetFileName(stems[0].Path);
            if (format.SampleRate != size.Rate)
                throw Misfit(path, $"has {format.SampleRate} Hz and '{other}' {size.Rate} Hz; the stems of a song have one rate.");
            if (frames != size.Frames)
                throw Misfit(path, $"has {frames} frames and '{other}' {size.Frames}; the stems of a song have one length.");
            tracks.Add(new PackageTrack(
                PackageNames.Text(name, "stem"), StemPalette.ColourOf(name), path, names.Next(name, Path.GetExtension(path).ToLowerInvariant()), format.Channels));
        }

        return new PackageContents(PackageNames.Text(song.Title, "song"), first!.Value.Rate, first.Value.Frames, song.Tempo, tracks);
    }

    /// <summary>Makes sure that a file is of the rate and length of the stems.</summary>
    /// <exception cref="AudioException">It is not, or cannot be decoded.</exception>
    public async Task RequireFitAsync(string path, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var (format, frames) = await MeasureAsync(path, progress, cancellationToken);
        if ((format.SampleRate, frames) != (SampleRate, Frames))
        {
            throw new AudioException(
                FaultReason.Request, $"The song has {frames} frames at {format.SampleRate} Hz and its stems {Frames} at {SampleRate} Hz; they need the same: separate it to wav or flac.");
        }
    }

    private static async Task<(AudioFormat Format, long Frames)> MeasureAsync(string path, IProgress<double> progress, CancellationToken cancellationToken)
    {
        await using var reader = await AudioReader.OpenAsync(path, null, cancellationToken);
        double expected = Math.Max(1, (reader.Info.ClaimedDuration ?? TimeSpan.Zero).TotalSeconds * reader.Format.SampleRate);
        var block = new float[BlockFrames * reader.Format.Channels];
        long total = 0;
        while (await reader.ReadAsync(block, cancellationToken) is var frames and > 0)
        {
            total += frames;
            progress.Report(total / expected);
        }

        return (reader.Format, total);
    }

    private static AudioException Misfit(string path, string complaint) => AudioException.About(path, complaint, FaultReason.Request);
}

/// <summary>A file with sound in a package.</summary>
/// <param name="Name">What its track is called.</param>
/// <param name="Colour"><c>#RRGGBB</c>.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="FileName">What it is called in the package.</param>
/// <param name="Channels">1 to 8.</param>
internal sealed record PackageTrack(string Name, string Colour, string Path, string FileName, int Channels);
