using System.Runtime.CompilerServices;
using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Takes songs apart. One instance holds one loaded model and works on one song at a time.</summary>
public sealed class Separator : IDisposable
{
    private readonly ISeparationModel _model;
    private readonly SeparatorOptions _options;

    internal Separator(ISeparationModel model, SeparatorOptions options)
    {
        options.Validate();
        _model = model;
        _options = options;
        CheckStems(model.Spec.Name, model.Spec.AllStems, options.Stems);
        Stems = [.. model.Spec.AllStems.Where(stem => options.Stems?.Contains(stem) is not false)];
    }

    /// <summary>The loaded model.</summary>
    public ModelSpec Model => _model.Spec;

    /// <summary>The stems that are delivered, in the model's order.</summary>
    public IReadOnlyList<string> Stems { get; }

    /// <summary>What should be known about how the model was chosen and opened, for example that a better one is damaged.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Loads a model.</summary>
    /// <exception cref="SeparationException">Unknown model or stem; the message lists the known ones.</exception>
    public static Separator Create(SeparatorOptions? options = null)
    {
        options ??= new SeparatorOptions();
        options.Validate();
        var loaded = ModelCatalogue.Load(options.Model, new ModelRequest(options.Stems, options.Threads, options.ModelConfig));
        try
        {
            return new Separator(loaded.Model, options) { Notes = [.. loaded.Notes, .. loaded.Model.Spec.Notes] };
        }
        catch
        {
            loaded.Model.Dispose();
            throw;
        }
    }

    /// <summary>Separates a song into a stream of segments, each final. Reading the stream drives the work.</summary>
    /// <param name="song">The song; it must stay open while the stream is read.</param>
    /// <param name="scratchFolder">Existing folder with room for the song as 32-bit floats, used if the song has to be resampled.</param>
    /// <param name="progress">The fraction of the song that is done.</param>
    /// <param name="cancellationToken">Stops between layers of the network.</param>
    public async IAsyncEnumerable<StemSegment> StreamAsync(
        Song song, string scratchFolder, IProgress<double>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var input = await Task.Run(() => ModelInput.Create(song, Model, scratchFolder, cancellationToken), cancellationToken);
        var stream = new StemStream(_model, song, input, Stems, _options);
        await foreach (var segment in stream.RunAsync(progress, cancellationToken))
            yield return segment;
    }

    /// <summary>Separates a file into stem files.</summary>
    /// <remarks>The files appear together. When it fails or is cancelled, nothing is left behind, and what lay there before is as it was.</remarks>
    /// <exception cref="AudioException">The song cannot be read, or a stem cannot be written.</exception>
    /// <exception cref="SeparationException">The request makes no sense, for example exact MP3.</exception>
    public async Task<SeparationResult> SeparateAsync(
        string input, StemOutput output, IProgress<SeparationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        StemFiles.Check(output, Stems, Model);
        var meter = new ProgressMeter(progress, _options.Clock);
        using var files = FileSet.InMade(output.Folder);
        using var song = await Song.OpenAsync(input, files.Scratch, _options.MaxDuration, meter.Reading(), cancellationToken);
        await using var stems = new StemFiles(files, song, output, Stems, Model.Rest);
        await foreach (var segment in StreamAsync(song, files.Scratch, meter.Separating(), cancellationToken))
            await stems.WriteAsync(segment, cancellationToken);
        meter.Finishing();
        var paths = await stems.CompleteAsync(cancellationToken);
        return new SeparationResult
        {
            Model = Model.Name,
            Duration = song.Duration,
            Format = song.Format,
            Elapsed = meter.Elapsed,
            Stems = paths,
            Notes = NotesOn(song),
        };
    }

    public void Dispose() => _model.Dispose();

    /// <exception cref="SeparationException">A stem is wanted that the model has not, or none at all.</exception>
    internal static void CheckStems(string model, IReadOnlyList<string> stems, IReadOnlyList<string>? wanted)
    {
        if (wanted is { Count: 0 })
            throw new SeparationException($"No stem is named. Stems of model '{model}': {string.Join(", ", stems)}.");
        if (wanted?.FirstOrDefault(stem => !stems.Contains(stem)) is { } unknown)
            throw new SeparationException($"Model '{model}' has no stem '{unknown}'. Its stems: {string.Join(", ", stems)}.");
    }

    private static List<string> NotesOn(Song song)
    {
        var notes = new List<string>(song.Damage?.Sentences() ?? []);
        if (song.CleanedSamples > 0)
            notes.Add($"{song.CleanedSamples} samples of the song were not numbers, infinite or a million times full scale, and were set to zero.");
        if (song.Info.Format.Channels > 2)
            notes.Add($"The song's {song.Info.Format.Channels} channels were mixed down to stereo.");
        return notes;
    }
}
