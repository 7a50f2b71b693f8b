using Unbraid.Separation.Sources;

namespace Unbraid.Separation.Recipes;

/// <summary>A step of a recipe: what a model makes of the song or of a stem that another step makes.</summary>
internal sealed record RecipeStep
{
    /// <summary>What a model is given to it by.</summary>
    public required string Name { get; init; }

    /// <summary>The stem it takes apart; null for the song.</summary>
    public string? From { get; init; }

    /// <summary>Its model or ensemble; null for the one that is asked for beside the recipe.</summary>
    public string? Model { get; init; }

    /// <summary>Training configuration of a checkpoint file.</summary>
    public string? Config { get; init; }

    /// <summary>What model the user has to bring; null where none has to be.</summary>
    public string? Needs { get; init; }

    /// <summary>What comes out.</summary>
    public required StemMap Stems { get; init; }

    /// <summary>Whether the model is the one asked for beside the recipe.</summary>
    public bool TakesAnyModel => Model is null && Needs is null;

    /// <summary>Whether the user has to bring a model and has not yet.</summary>
    public bool LacksModel => Model is null && Needs is not null;
}
