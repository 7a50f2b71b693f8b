using System.Runtime.CompilerServices;
using Unbraid.Separation.Sources;

namespace Unbraid.Separation.Ensembles;

/// <summary>Runs the models of an ensemble one after the other, keeps their stems in scratch files, and merges these.</summary>
internal sealed class EnsembleSource : IStemSource
{
    private readonly MergeRule _rule;
    private readonly IReadOnlyList<(EnsembleMember Member, IStemSource Source)> _models;

    private EnsembleSource(string name, MergeRule rule, IReadOnlyList<string> stems, IReadOnlyList<(EnsembleMember Member, IStemSource Source)> models) =>
        (Name, _rule, Stems, _models) = (name, rule, stems, models);

    public string Name { get; }

    public IReadOnlyList<string> Stems { get; }

    public string? Balance => _models[0].Source is { Balance: { } balance } first && first.Stems.Count == Stems.Count ? balance : null;

    public double Work => _models.Sum(model => model.Source.Work);

    public IReadOnlyList<Note> Notes => [.. _models.SelectMany(model => model.Source.Notes).Distinct()];

    public ModelSpec FirstModel => _models[0].Source.FirstModel;

    public bool ReadsSong(IReadOnlyList<string> stems) => true;

    /// <summary>Opens all models of an ensemble.</summary>
    /// <exception cref="SeparationException">The file or a model cannot be used, or the models make different stems.</exception>
    public static EnsembleSource Open(ModelSlot models, ModelChoice choice)
    {
        var ensemble = EnsembleFile.Read(choice.Name);
        if (choice.Config is not null)
            throw new SeparationException($"{ensemble.Label} is an ensemble, which needs no configuration: its file names one for each model.");
        // The last one first, so that the first one is the one in memory when the work begins.
        var opened = ensemble.Members.Reverse().Select(member => (Member: member, Source: OpenModel(models, ensemble, member, choice.Stems))).ToList();
        opened.Reverse();
        var first = opened[0].Source;
        foreach (var (member, source) in opened)
        {
            if (choice.Stems is null ? !source.Stems.Order().SequenceEqual(first.Stems.Order()) : !choice.Stems.All(source.Stems.Contains))
                throw new SeparationException($"{ensemble.Label}: its models make different stems: {first.Name} {string.Join(", ", first.Stems)}; {source.Name} {string.Join(", ", source.Stems)}. Say with 'stems' of a model what they are called here.");
            if (member.Weights.Keys.FirstOrDefault(stem => !source.Stems.Contains(stem) && ModelCatalogue.Find(member.Model)?.Stems.Contains(stem) is not true) is { } unknown)
                throw new SeparationException($"{ensemble.Label}: a weight of {source.Name} is for '{unknown}', which it does not make. Its stems: {string.Join(", ", source.Stems)}.");
        }

        IReadOnlyList<string> stems = [.. first.Stems.Where(stem => choice.Stems?.Contains(stem) is not false)];
        return stems.FirstOrDefault(stem => ensemble.Members.All(member => member.WeightOf(stem) == 0)) is { } weightless
            ? throw new SeparationException($"{ensemble.Label}: no model has a weight above 0 for '{weightless}'.")
            : new EnsembleSource(Path.GetFileNameWithoutExtension(choice.Name), ensemble.Rule, stems, opened);
    }

    public async IAsyncEnumerable<StemSegment> RunAsync(
        Song song, IReadOnlyList<string> stems, StemRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shelves = _models.Select(_ => new StemShelf(song, run.ScratchFolder)).ToList();
        try
        {
            var progress = Relay.Split(run.Progress, [.. _models.Select(model => model.Source.Work)]);
            for (var m = 0; m < _models.Count; m++)
            {
                var (member, source) = _models[m];
                List<string> needed = [.. source.Stems.Where(stem => stems.Contains(stem) && member.WeightOf(stem) > 0)];
                if (needed.Count > 0)
                    await shelves[m].FillAsync(needed, source.RunAsync(song, needed, run with { Progress = progress[m] }, cancellationToken));
            }

            var merges = stems.Select(stem => Merge(stem, shelves)).ToList();
            for (long start = 0; start < song.Frames; start += WaveMerge.MostFrames)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (at, frames) = (start, (int)Math.Min(WaveMerge.MostFrames, song.Frames - start));
                yield return await Task.Run(() => new StemSegment(at, frames, [.. merges.Select(merge => merge.Merge(at, frames))]), cancellationToken);
            }
        }
        finally
        {
            shelves.ForEach(shelf => shelf.Dispose());
        }
    }

    private IStemMerge Merge(string stem, List<StemShelf> shelves)
    {
        var counting = Enumerable.Range(0, _models.Count).Where(m => _models[m].Member.WeightOf(stem) > 0).ToList();
        return _rule.Of([.. counting.Select(m => shelves[m][stem])], [.. counting.Select(m => (float)_models[m].Member.WeightOf(stem))]);
    }

    private static IStemSource OpenModel(ModelSlot models, Ensemble ensemble, EnsembleMember member, IReadOnlyList<string>? wanted)
    {
        try
        {
            if (member.Stems is not { } map)
                return ModelSource.Open(models, new ModelChoice(member.Model, member.Config, wanted));
            IReadOnlyList<string> stems = [.. map.Names.Where(stem => wanted?.Contains(stem) is not false)];
            return new MappedSource(ModelSource.Open(models, new ModelChoice(member.Model, member.Config, map.NeededFor(stems))), map.For(stems));
        }
        catch (SeparationException e)
        {
            throw new SeparationException(e.Reason, $"{ensemble.Label}: {e.Message}", e) { Remedy = e.Remedy };
        }
    }
}
