using Unbraid.Audio;
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
    public IReadOnlyList<string> Notes => _source.Notes;

    /// <summary>Opens the model, or every model of a recipe once, so that what cannot run is known before any work.</summary>
    /// <remarks>Of several models one is in memory at a time.</remarks>
    /// <exception cref="SeparationException">Unknown model or stem, or a recipe that cannot run; the message says what to do.</exception>
    public static Separator Create(SeparatorOptions? options = null)
    {
        options ??= new SeparatorOptions();
        options.Validate();
        var models = new ModelSlot(options.Threads);
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
    /// has to be kept on the way.
    /// </param>
    /// <param name="progress">The fraction of the song that is done.</param>
    /// <param name="cancellationToken">Stops between layers of the network.</param>
    public IAsyncEnumerable<StemSegment> StreamAsync(
        Song song, string scratchFolder, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        _source.RunAsync(song, Stems, new StemRun(scratchFolder, _options, progress), cancellationToken);

    /// <summary>Separates a file into stem files.</summary>
    /// <remarks>The files appear together. When it fails or is cancelled, nothing is left behind, and what lay there before is as it was.</remarks>
    /// <exception cref="AudioException">The song cannot be read, or a stem cannot be written.</exception>
    /// <exception cref="SeparationException">The request makes no sense, for example exact MP3.</exception>
    public async Task<SeparationResult> SeparateAsync(
        string input, StemOutput output, IProgress<SeparationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(output);
        var meter = new ProgressMeter(progress, _options.Clock);
        using var files = FileSet.InMade(output.Folder);
        var reading = new AudioReaderOptions { MaxDuration = _options.MaxDuration, Track = _options.Track, BeginsWithPicture = _options.BeginsWithPicture };
        using var song = await Song.OpenAsync(input, files.Scratch, reading, meter.Reading(), cancellationToken);
        var cover = Path.Combine(files.Scratch, "cover.jpg");
        var hasCover = output.Encoding.Container.HoldsCover() && await CoverPicture.TryExtractAsync(input, cover, cancellationToken);
        await using var stems = new StemFiles(files, song, output, Model, Stems, _source.Balance, hasCover ? cover : null);
        await foreach (var segment in StreamAsync(song, files.Scratch, meter.Separating(isLast: !stems.IsWaiting), cancellationToken))
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
            Notes = NotesOn(song, stems.Clipping),
        };
    }

    /// <summary>Refuses what <see cref="SeparateAsync"/> would refuse of any song.</summary>
    /// <exception cref="SeparationException">The request makes no sense, for example exact MP3.</exception>
    public void Check(StemOutput output) => StemFiles.Check(output, Stems, _source);

    /// <summary>Paths of the files that <see cref="SeparateAsync"/> would write.</summary>
    /// <param name="input">Path of the song, which is not opened.</param>
    /// <param name="tags">The song's tags, which count where <see cref="StemNames.NeedTags"/>.</param>
    /// <param name="output">Where and how.</param>
    public IReadOnlyList<string> PathsOf(string input, AudioTags tags, StemOutput output) => output.PathsOf(input, tags, Model, output.StemsOf(Stems));

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

    private List<string> NotesOn(Song song, string? clipping)
    {
        var notes = new List<string>(song.Damage?.Sentences() ?? []);
        if (song.CleanedSamples > 0)
            notes.Add($"{song.CleanedSamples} samples of the song were not numbers, infinite or a million times full scale, and were set to zero.");
        if (_options.Track is null && song.Info.Place.ChoiceSentence is { } choice)
            notes.Add($"{choice} --track takes another one.");
        if (!_options.BeginsWithPicture && song.Info.Place.OffsetSentence is { } offset)
            notes.Add($"{offset} The stems begin with the sound; --align video lets them begin with the picture.");
        if (song.Info.Format.Channels > 2)
            notes.Add($"The song's {song.Info.Format.Channels} channels were mixed down to stereo.");
        if (clipping is not null)
            notes.Add(clipping);
        return notes;
    }
}
