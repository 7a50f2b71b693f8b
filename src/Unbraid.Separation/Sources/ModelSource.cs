using System.Runtime.CompilerServices;
using Unbraid.Separation.Loading;

namespace Unbraid.Separation.Sources;

/// <summary>One model as a source of stems.</summary>
/// <param name="spec">What the model is.</param>
/// <param name="work">What it costs.</param>
/// <param name="open">Gives the model, which may have to be read again.</param>
internal sealed class ModelSource(ModelSpec spec, double work, Func<ISeparationModel> open) : IStemSource
{
    private const string Other = "other";

    // What has no network takes as long as the smallest that has one.
    private const double LeastWork = 0.6;

    public string Name => spec.Name;

    public IReadOnlyList<string> Stems { get; } = spec.AllStems;

    public string? Balance => spec.Rest ?? (spec.Stems.Contains(Other) ? Other : null);

    public double Work => work;

    public IReadOnlyList<Note> Notes { get; private init; } = [];

    /// <summary>Opens a model, to see that it can be opened and what it makes.</summary>
    /// <exception cref="SeparationException">There is no such model, or it does not open, or lacks a stem; the message says what to do.</exception>
    public static ModelSource Open(ModelSlot models, ModelChoice choice)
    {
        var loaded = models.Load(choice);
        return new ModelSource(loaded.Model.Spec, WorkOf(choice.Name, loaded.Model.Spec), () => models.Load(choice).Model)
        {
            Notes = [.. loaded.Notes, .. loaded.Model.Spec.Notes.Select(note => new Note(note))],
        };
    }

    public ModelSpec FirstModel => spec;

    public bool ReadsSong(IReadOnlyList<string> stems) => spec.Rest is { } rest && stems.Contains(rest);

    public async IAsyncEnumerable<StemSegment> RunAsync(
        Song song, IReadOnlyList<string> stems, StemRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var model = await Task.Run(open, cancellationToken);
        var prepared = song.Prepared?.Serves(model.Spec) is true ? song.Prepared : null;
        using var made = prepared is null ? await Task.Run(() => ModelInput.Create(song, model.Spec, run.ScratchFolder, cancellationToken), cancellationToken) : null;
        var stream = new StemStream(model, song, prepared ?? made!, stems, run.Options);
        await foreach (var segment in stream.RunAsync(run.Progress, cancellationToken))
            yield return segment;
    }

    // Of a file nobody says what it costs. A thousand multiply-adds for each byte and second of song are right within a factor of three for most networks.
    private static double WorkOf(string name, ModelSpec spec) =>
        Math.Max(LeastWork, ModelLoader.IsFile(name) ? new FileInfo(name).Length / 1e6 : ModelCatalogue.Find(spec.Name)?.Work ?? 0);
}
