using Unbraid.Audio;
using Unbraid.Separation.Catalogue;
using Unbraid.Separation.Sources;

namespace Unbraid.Separation;

/// <summary>Takes songs apart with a model, an ensemble or a recipe. One instance works on one song at a time.</summary>
public sealed class Separator : IDisposable
{
    private readonly IStemSource _source;
    private readonly IDisposable _models;
    private readonly SeparatorOptions _options;

    internal Separator(ISeparationModel model, SeparatorOptions options) : this(new ModelSource(model.Spec, work: 1, () => model), model, options)
    {
    }

    private Separator(IStemSource source, IDisposable models, SeparatorOptions options)
    {
        options.Validate();
        (_source, _models, _options) = (source, models, options);
        CheckStems($"model '{source.Name}'", source.Stems, options.Stems);
        Stems = [.. source.Stems.Where(stem => options.Stems?.Contains(stem) is not false)];
    }

    /// <summary>The model that runs, or the models with commas between them.</summary>
    public string Model => _source.Name;

    /// <summary>The stems that are delivered, in the order of the model or the recipe.</summary>
    public IReadOnlyList<string> Stems { get; }

    /// <summary>What should be known about how the models were chosen and opened, for example that a better one is damaged.</summary>
    public IReadOnlyList<string> Notes => [.. Advice.Select(note => note.Text)];

    /// <summary><see cref="Notes"/> with what can be done about them.</summary>
    internal IReadOnlyList<Note> Advice => _source.Notes;

    /// <summary>Opens the model, or every model of a recipe once, so that what cannot run is known before any work.</summary>
    /// <remarks>Of several models one is in memory at a time. Nothing is fetched: <see cref="ModelStore.FetchAsync"/> does that.</remarks>
    /// <param name="options">Default: all stems, with the best model that is installed of those that take no longer than that of <c>balanced</c>.</param>
    /// <exception cref="SeparationException">Unknown model or stem, or a recipe that cannot run; the message says what to do.</exception>
    public static Separator Create(SeparatorOptions? options = null)
    {
        options ??= new SeparatorOptions();
        options.Validate();
        var models = ModelSlot.For(options.Threads, new ModelStore(options.ModelFolder));
        try
        {
            return new Separator(StemSources.Open(models, options), models, options);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <summary>Separates a song into a stream of segments, each final. Reading the stream drives the work.</summary>
    /// <param name="song">The song; it must stay open while the stream is read.</param>
    /// <param name="scratchFolder">
    /// Existing folder with room for the song as 32-bit floats, used if the song has to be resampled; with a recipe or an ensemble, for every stem that
    /// has to be kept on the way. Default: the system's folder for temporary files.
    /// </param>
    /// <param name="progress">The fraction of the work that is done.</param>
    /// <param name="cancellationToken">Stops between layers of the network.</param>
    public IAsyncEnumerable<StemSegment> StreamAsync(
        Song song, string? scratchFolder = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        _source.RunAsync(song, Stems, new StemRun(scratchFolder ?? Path.GetTempPath(), _options, progress), cancellationToken);

    /// <summary>Separates a file into stem files.</summary>
    /// <remarks>The files appear together. When it fails or is cancelled, nothing is left behind, and what lay there before is as it was.</remarks>
    /// <param name="input">Path of the song, in any format that ffmpeg reads.</param>
    /// <param name="output">Where and how the stems are written.</param>
    /// <param name="progress">Is told after every block decoded and every segment separated.</param>
    /// <param name="cancellationToken">Stops between layers of the network.</param>
    /// <exception cref="AudioException">The song cannot be read, or a stem cannot be written.</exception>
    /// <exception cref="SeparationException">The request is invalid, for example exact MP3.</exception>
    public async Task<SeparationResult> SeparateAsync(
        string input, StemOutput output, IProgress<SeparationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(output);
        using var files = FileSet.InMade(output.Folder);
        return await SeparateAsync(input, output, files, progress, cancellationToken);
    }

    /// <summary>Separates what a stream holds from its place to its end; it stays open. Otherwise as with a file.</summary>
    /// <remarks>The output folder needs room for a copy, since decoders read from more than one place.</remarks>
    /// <inheritdoc cref="SeparateAsync(string, StemOutput, IProgress{SeparationProgress}?, CancellationToken)"/>
    public async Task<SeparationResult> SeparateAsync(
        Stream input, StemOutput output, IProgress<SeparationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(output);
        using var files = FileSet.InMade(output.Folder);
        return await SeparateAsync(await SongDecoder.KeepAsync(input, files, cancellationToken), output, files, progress, cancellationToken);
    }

    /// <summary>Separates a song that was decoded before, or that was in memory. Otherwise as with a file.</summary>
    /// <inheritdoc cref="SeparateAsync(string, StemOutput, IProgress{SeparationProgress}?, CancellationToken)"/>
    public async Task<SeparationResult> SeparateAsync(
        Song input, StemOutput output, IProgress<SeparationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(output);
        using var files = FileSet.InMade(output.Folder);
        return await SeparateAsync(input, output, files, MeterOf(progress, output, decodes: false), cancellationToken);
    }

    /// <summary>Refuses what <see cref="SeparateAsync(string, StemOutput, IProgress{SeparationProgress}?, CancellationToken)"/> would refuse of any song.</summary>
    /// <exception cref="SeparationException">The request is invalid, for example exact MP3.</exception>
    internal void Check(StemOutput output) => StemFiles.Check(output, Stems, _source);

    /// <summary>Paths of the files that would be written.</summary>
    /// <param name="input">Path of the song, which is not opened.</param>
    /// <param name="tags">The song's tags, which count where <see cref="StemNames.NeedTags"/>.</param>
    /// <param name="output">Where and how.</param>
    internal IReadOnlyList<string> PathsOf(string input, AudioTags tags, StemOutput output) => output.PathsOf(input, tags, Model, output.StemsOf(Stems));

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    /// <param name="owner">Whose stems they are, for example <c>model 'mini'</c>.</param>
    /// <param name="stems">The stems there are.</param>
    /// <param name="wanted">The stems asked for; null for all.</param>
    /// <exception cref="SeparationException">A stem is wanted that is not there, or none at all.</exception>
    internal static void CheckStems(string owner, IReadOnlyList<string> stems, IReadOnlyList<string>? wanted)
    {
        if (wanted is { Count: 0 })
            throw new SeparationException($"No stem is named. Stems of {owner}: {string.Join(", ", stems)}.");
        if (wanted?.FirstOrDefault(stem => !stems.Contains(stem)) is { } unknown)
            throw new SeparationException($"{char.ToUpperInvariant(owner[0])}{owner[1..]} has no stem '{unknown}'. Its stems: {string.Join(", ", stems)}.");
    }

    private async Task<SeparationResult> SeparateAsync(
        string path, StemOutput output, FileSet files, IProgress<SeparationProgress>? progress, CancellationToken cancellationToken)
    {
        var meter = MeterOf(progress, output, decodes: true);
        var plan = new DecodingPlan
        {
            Reading = new AudioReaderOptions { MaxDuration = _options.MaxDuration, Track = _options.Track, BeginsWithPicture = _options.BeginsWithPicture },
            Model = _source.FirstModel,
            KeepsSamples = output.Exact || output.Residual || _source.ReadsSong(Stems),
        };
        using var song = await SongDecoder.DecodeAsync(path, files.Scratch, plan, meter.Reading(), cancellationToken);
        return await SeparateAsync(song, output, files, meter, cancellationToken);
    }

    private async Task<SeparationResult> SeparateAsync(Song song, StemOutput output, FileSet files, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var cover = Path.Combine(files.Scratch, "cover.jpg");
        var hasCover = output.Encoding.Container.HoldsCover() && File.Exists(song.Info.Path) && await CoverPicture.TryExtractAsync(song.Info.Path, cover, cancellationToken);
        await using var stems = new StemFiles(files, song, output, Model, Stems, _source.Balance, hasCover ? cover : null);
        await foreach (var segment in StreamAsync(song, files.Scratch, meter.Separating(), cancellationToken))
            await stems.WriteAsync(segment, cancellationToken);
        var paths = await stems.CompleteAsync(meter.Finishing(), cancellationToken);
        meter.Finish();
        return new SeparationResult
        {
            Model = Model,
            Recipe = _options.Recipe?.Name,
            Duration = song.Duration,
            Format = song.Format,
            Elapsed = meter.Elapsed,
            Stems = paths,
            GainDb = stems.Gain,
            Advice = AdviceOn(song, stems.Clipping),
        };
    }

    private ProgressMeter MeterOf(IProgress<SeparationProgress>? progress, StemOutput output, bool decodes) =>
        new(progress, _options.Clock, decodes, _source.Work, output, output.StemsOf(Stems).Count);

    private List<Note> AdviceOn(Song song, string? clipping)
    {
        List<Note> notes = [.. song.Damage?.Sentences().Select(sentence => new Note(sentence)) ?? []];
        if (song.CleanedSamples > 0)
            notes.Add(new Note(song.CleanedSamples == 1
                ? "1 sample of the song was not a number, infinite or a million times full scale, and was set to zero."
                : $"{song.CleanedSamples} samples of the song were not numbers, infinite or a million times full scale, and were set to zero."));
        if (_options.Track is null && song.Info.Place.ChoiceSentence is { } choice)
            notes.Add(new Note(choice, new Remedy(RemedyKind.ChooseTrack)));
        if (!_options.BeginsWithPicture && song.Info.Place.OffsetSentence is { } offset)
            notes.Add(new Note($"{offset} The stems begin with the sound.", new Remedy(RemedyKind.BeginWithPicture)));
        if (song.Info.Format.Channels > 2)
            notes.Add(new Note($"The song's {song.Info.Format.Channels} channels were mixed down to stereo."));
        if (clipping is not null)
            notes.Add(new Note(clipping));
        return notes;
    }
}
