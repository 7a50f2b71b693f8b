using System.Runtime.CompilerServices;
using Unbraid.Audio;
using Unbraid.Separation.Sources;

namespace Unbraid.Separation.Recipes;

/// <summary>Runs the steps of a recipe one after the other; stems that are needed later wait in scratch files.</summary>
internal sealed class RecipeSource : IStemSource
{
    private readonly IReadOnlyList<OpenedStep> _steps;

    private RecipeSource(IReadOnlyList<string> stems, IReadOnlyList<OpenedStep> steps) => (Stems, _steps) = (stems, steps);

    public string Name => string.Join(", ", _steps.Select(step => step.Source.Name).Distinct());

    public IReadOnlyList<string> Stems { get; }

    public string? Balance => BalanceOf(null);

    public double Work => _steps.Sum(step => step.Source.Work);

    public IReadOnlyList<Note> Notes => [.. _steps.SelectMany(step => step.Source.Notes).Distinct()];

    public ModelSpec FirstModel => _steps[0].Source.FirstModel;

    public bool ReadsSong(IReadOnlyList<string> stems) => _steps.Skip(1).Any(step => step.Step.From is null) || _steps[0].Source.ReadsSong(_steps[0].Stems);

    /// <summary>Opens the models of the steps that the wanted stems need.</summary>
    /// <param name="models">Where they are opened.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="choice">The model of steps that name none, and the stems wanted of the recipe.</param>
    /// <exception cref="SeparationException">A stem is wanted that it has not, or a model cannot be opened or lacks a stem.</exception>
    public static RecipeSource Open(ModelSlot models, Recipe recipe, ModelChoice choice)
    {
        Separator.CheckStems($"recipe '{recipe.Name}'", recipe.Stems, choice.Stems);
        if (choice.Config is not null && !recipe.TakesAnyModel)
            throw new SeparationException($"Every step of recipe '{recipe.Name}' has a model of its own, so that a configuration belongs to none: leave it out.");
        var wanted = new HashSet<string>(choice.Stems ?? recipe.Stems);
        var needed = new List<RecipeStep>();
        foreach (var step in recipe.Steps.Reverse().Where(step => step.Stems.Names.Any(wanted.Contains)))
        {
            needed.Add(step);
            if (step.From is not null)
                wanted.Add(step.From);
        }

        if (needed.FindLast(step => step.LacksModel) is { } lacking)
            throw new SeparationException(FaultReason.Unavailable, recipe.ComplaintOn(lacking)) { Remedy = new Remedy(RemedyKind.BringModel, lacking.Name) };
        // The last one first, so that the first one is the one in memory when the work begins.
        var opened = needed.Select(step => OpenStep(models, recipe, choice, step, [.. step.Stems.Names.Where(wanted.Contains)])).ToList();
        opened.Reverse();
        return new RecipeSource([.. recipe.Stems.Where(wanted.Contains)], opened);
    }

    public async IAsyncEnumerable<StemSegment> RunAsync(
        Song song, IReadOnlyList<string> stems, StemRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var shelf = new StemShelf(song, run.ScratchFolder);
        var progress = Relay.Split(run.Progress, [.. _steps.Select(step => step.Source.Work)]);
        for (var i = 0; i < _steps.Count - 1; i++)
            await shelf.FillAsync(_steps[i].Stems, Run(i));
        var last = _steps[^1].Stems;
        await foreach (var segment in Run(_steps.Count - 1))
            yield return segment with { Stems = [.. stems.Select(stem => last.IndexOf(stem) is >= 0 and var made ? segment.Stems[made] : shelf.Read(stem, segment))] };

        IAsyncEnumerable<StemSegment> Run(int i)
        {
            var input = _steps[i].Step.From is { } from ? shelf[from] : song;
            return _steps[i].Source.RunAsync(input, _steps[i].Stems, run with { Progress = progress[i] }, cancellationToken);
        }
    }

    // The stem that makes up for the others where a stem, or the song, is taken apart; null if its parts are not delivered whole, and once each.
    private string? BalanceOf(string? stem)
    {
        var takers = _steps.Where(step => step.Step.From == stem).ToList();
        if (stem is not null && Stems.Contains(stem))
            return takers.Count == 0 ? stem : null;
        return takers is [{ Source.Balance: { } balance } only] && only.Step.Stems.Names.All(part => BalanceOf(part) is not null) ? BalanceOf(balance) : null;
    }

    private static OpenedStep OpenStep(ModelSlot models, Recipe recipe, ModelChoice choice, RecipeStep step, List<string> stems)
    {
        try
        {
            var (model, config) = step.TakesAnyModel ? (choice.Name, choice.Config) : (step.Model!, step.Config);
            var source = StemSources.Open(models, new ModelChoice(model, config, step.Stems.NeededFor(stems)));
            return new OpenedStep(step, new MappedSource(source, step.Stems.For(stems)), stems);
        }
        catch (SeparationException e)
        {
            throw new SeparationException(e.Reason, $"Step '{step.Name}' of recipe '{recipe.Name}': {e.Message}", e) { Remedy = e.Remedy };
        }
    }

    /// <summary>A step with what makes its stems, and those of them that are needed.</summary>
    private sealed record OpenedStep(RecipeStep Step, IStemSource Source, List<string> Stems);
}
