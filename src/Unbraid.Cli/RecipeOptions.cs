using System.CommandLine;
using Unbraid.Separation;
using Unbraid.Separation.Recipes;

namespace Unbraid.Cli;

/// <summary>The options that ask for steps instead of one model.</summary>
internal sealed class RecipeOptions
{
    private readonly Option<string?> _recipe = new("--recipe")
    {
        Description = $"Steps that follow each other: {string.Join(", ", Recipe.Names)}, or a YAML or JSON file; --model is then that of the steps that name none",
        HelpName = "NAME|FILE",
    };

    private readonly Option<string?> _twoStems = new("--two-stems")
    {
        Description = "This stem and everything else: vocals and instrumental, or for example drums and no_drums",
        HelpName = "STEM",
    };

    private readonly Option<string[]> _modelFor = new("--model-for")
    {
        Description = "Model of a step of the recipe, for example lead=my-karaoke.ckpt; may be given several times",
        HelpName = "STEP=NAME|FILE",
        DefaultValueFactory = _ => [],
    };

    public RecipeOptions() => _recipe.CompletionSources.Add([.. Recipe.Names]);

    public IEnumerable<Option> All => [_recipe, _twoStems, _modelFor];

    /// <summary>The recipe that is asked for, if one is.</summary>
    /// <exception cref="MisuseException">There is no such recipe, it cannot be used, or options contradict each other.</exception>
    public Recipe? Read(ParseResult parse)
    {
        var (name, stem) = (parse.GetValue(_recipe), parse.GetValue(_twoStems));
        if (name is not null && stem is not null)
            throw new MisuseException("--recipe and --two-stems contradict each other: give one of them.");
        try
        {
            var recipe = name is not null ? Recipe.Open(name) : stem is not null ? Recipe.TwoStems(stem) : null;
            foreach (var given in parse.GetValue(_modelFor)!)
            {
                if (given.Split('=', 2) is not [{ Length: > 0 } step, { Length: > 0 } model])
                    throw new MisuseException($"--model-for {given} names no step and model: give STEP=NAME or STEP=FILE.");
                recipe = (recipe ?? throw new MisuseException("--model-for belongs to a recipe: give one with --recipe.")).WithModel(step, model);
            }

            return recipe;
        }
        catch (SeparationException e)
        {
            throw new MisuseException(UserMessage.Of(e));
        }
    }
}
