using System.ComponentModel;
using Unbraid.Separation;
using Unbraid.Separation.Catalogue;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Stems;

[Description("Which song to take apart, and how.")]
internal sealed record GetStemsDto : SubmissionDto, ICheckedRequest, IExample<GetStemsDto>
{
    public static GetStemsDto Example => new() { AudioId = AudioDto.ExampleId };

    [Description("Id of the song, from the result of an upload.")]
    public required string AudioId { get; init; }

    [Description("Name of an installed model. Default auto, the best one installed.")]
    [StemModel]
    public string? Model { get; init; }

    [Description("Steps that follow each other, instead of one model for the whole song: `instrumental` gives the vocals and all the rest. The model is then that of the steps that leave it open.")]
    [StemRecipe]
    public string? Recipe { get; init; }

    [Description("The stems wanted, of those the model or the recipe makes. Default all. Naming one may be faster.")]
    [Fewest(1, "must name at least one stem")]
    public IReadOnlyList<string>? Stems { get; init; }

    [Description("wav (default), flac, mp3, m4a, ogg or opus.")]
    [FileFormat]
    public string? Format { get; init; }

    [Description("Adds `residual`: the song minus the stems, in wav and flac to the last bit.")]
    public bool? Residual { get; init; }

    [Description("What becomes of stems too loud for their files: rescale (default) gives all of them one gain, so that they still sum to the song at another level; clamp and none cut them. Has no effect with residual in wav and flac, where stems keep their level.")]
    [StemClip]
    public string? Clip { get; init; }

    public IEnumerable<string> Complaints(IServiceProvider services)
    {
        var recipe = Recipe is null ? null : Separation.Recipes.Recipe.Open(Recipe);
        var (maker, there) = (recipe, ModelCatalogue.Find(Model is null or ModelCatalogue.Auto ? ModelCatalogue.Names[0] : Model)) switch
        {
            ({ } steps, _) => ($"the recipe {steps.Name}", steps.Stems),
            (_, { } model) => (model.Name, model.Stems),
            _ => ("", []),
        };
        if (recipe is { TakesAnyModel: false } && Model is not null)
            yield return $"model has no meaning with the recipe {recipe.Name}, whose steps name their own";
        foreach (var model in recipe?.MissingFrom(new ModelStore(ModelSettings.FromEnvironment())) ?? [])
            yield return $"recipe {recipe!.Name} needs the model {model}, which is not installed in this service";
        foreach (var stem in (Stems ?? []).Where(stem => maker.Length > 0 && !there.Contains(stem)).Distinct())
            yield return $"stems must be among {string.Join(", ", there)}, which {maker} makes; there is no {Shown(stem)}";
    }

    private static string Shown(string stem) => stem.Length <= 40 ? $"\"{stem}\"" : $"\"{stem[..40]}...\"";
}

/// <summary>The name of a model of stems: names only, since the separator itself would also take the path of a checkpoint, and paths here are nobody's to name.</summary>
internal sealed class StemModelAttribute : ChoiceAttribute
{
    protected override IReadOnlyList<string> Names(IServiceProvider services) => [ModelCatalogue.Auto, .. ModelCatalogue.Names];

    protected override string Wanted(IReadOnlyList<string> names) => $"{names[0]} or one of {string.Join(", ", names.Skip(1))}";
}

/// <summary>The name of a recipe that runs with models of the catalogue alone; others need a file that only who runs the service could bring.</summary>
internal sealed class StemRecipeAttribute : ChoiceAttribute
{
    private static readonly IReadOnlyList<string> s_names = [.. Separation.Recipes.Recipe.Names.Where(name => Separation.Recipes.Recipe.Open(name).Complaint is null)];

    protected override IReadOnlyList<string> Names(IServiceProvider services) => s_names;
}

/// <summary>The name of what becomes of stems that are too loud.</summary>
internal sealed class StemClipAttribute : ChoiceAttribute
{
    protected override IReadOnlyList<string> Names(IServiceProvider services) => [.. ClipModes.ByName.Keys];
}
