using Unbraid.Separation.Catalogue;
using Unbraid.Separation.Sources;

namespace Unbraid.Separation.Recipes;

/// <summary>Steps that take a song apart and then its stems: a model, what it takes apart, and what comes out is called.</summary>
/// <remarks>The order of the steps is that of what they need from each other. The format of the files is described in <c>docs/recipes.md</c>.</remarks>
public sealed record Recipe
{
    /// <exception cref="SeparationException">The steps do not go together.</exception>
    internal Recipe(string name, IReadOnlyList<RecipeStep> steps, IReadOnlyList<string>? stems = null)
    {
        (Name, Steps) = (name, RecipeOrder.Of(name, steps));
        var made = Steps.SelectMany(step => step.Stems.Names).ToList();
        if (stems?.FirstOrDefault(stem => !made.Contains(stem)) is { } unknown)
            throw new SeparationException($"Recipe '{name}' is to write the stem '{unknown}', which none of its steps makes. They make: {string.Join(", ", made)}.");
        Stems = stems ?? [.. made.Where(stem => Steps.All(step => step.From != stem))];
    }

    /// <summary>The recipes that come along.</summary>
    public static IReadOnlyList<string> Names => RecipeFile.OwnNames;

    /// <summary>What it is asked for by, or the name of its file.</summary>
    public string Name { get; }

    /// <summary>The stems that can be asked for: those that the file names, else all that no step takes apart.</summary>
    public IReadOnlyList<string> Stems { get; }

    /// <summary>What stands in the way of running it: a step for which the user has to bring a model. Null if nothing does.</summary>
    public string? Complaint => Steps.FirstOrDefault(step => step.LacksModel) is { } lacking ? ComplaintOn(lacking) : null;

    /// <summary>Whether one of its steps runs with the model that is asked for beside it.</summary>
    internal bool TakesAnyModel => Steps.Any(step => step.TakesAnyModel);

    /// <summary>The steps, each after those that it needs.</summary>
    internal IReadOnlyList<RecipeStep> Steps { get; private init; }

    /// <summary>A recipe by its name, or from a file in YAML or JSON.</summary>
    /// <exception cref="SeparationException">There is no such recipe, or the file cannot be used; the message says why.</exception>
    public static Recipe Open(string nameOrPath) => RecipeFile.Open(nameOrPath);

    /// <summary>A stem of a model and everything else: <c>vocals</c> and <c>instrumental</c>, or for example <c>drums</c> and <c>no_drums</c>.</summary>
    public static Recipe TwoStems(string stem)
    {
        var rest = stem == "vocals" ? "instrumental" : $"no_{stem}";
        return new Recipe(rest, [new RecipeStep { Name = stem, Stems = StemMap.TwoStems(stem, rest) }]);
    }

    /// <summary>The same with another model for a step.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="model">A name in the catalogue, or the path of a checkpoint or an ensemble.</param>
    /// <exception cref="SeparationException">There is no such step.</exception>
    public Recipe WithModel(string step, string model) => Steps.Any(s => s.Name == step)
        ? this with { Steps = [.. Steps.Select(s => s.Name == step ? s with { Model = model, Config = null } : s)] }
        : throw new SeparationException($"Recipe '{Name}' has no step '{step}'. Its steps: {string.Join(", ", Steps.Select(s => s.Name))}.");

    /// <summary>The models of the catalogue that its steps name and that are not installed.</summary>
    internal IReadOnlyList<string> MissingFrom(ModelStore store) =>
        [.. Steps.Select(step => step.Model is { } name ? ModelCatalogue.Find(name) : null).OfType<CatalogueModel>().Where(model => !store.IsInstalled(model)).Select(model => model.Name).Distinct()];

    internal string ComplaintOn(RecipeStep step) =>
        $"Recipe '{Name}' needs a model of yours for its step '{step.Name}': {step.Needs}. None of them is under an open licence, so that none can be fetched.";
}
