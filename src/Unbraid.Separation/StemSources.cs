using Unbraid.Separation.Ensembles;
using Unbraid.Separation.Recipes;
using Unbraid.Separation.Sources;

namespace Unbraid.Separation;

/// <summary>Opens what was asked for.</summary>
internal static class StemSources
{
    /// <exception cref="SeparationException">There is no such model, or something does not open or fit; the message says what to do.</exception>
    public static IStemSource Open(ModelSlot models, SeparatorOptions options)
    {
        var choice = new ModelChoice(options.Model, options.ModelConfig, options.Stems);
        return options.Recipe is { } recipe ? RecipeSource.Open(models, recipe, choice) : Open(models, choice);
    }

    /// <summary>A model or an ensemble.</summary>
    public static IStemSource Open(ModelSlot models, ModelChoice choice) =>
        ConfigFile.IsMeant(choice.Name) ? EnsembleSource.Open(models, choice) : ModelSource.Open(models, choice);
}
