using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Separation.Recipes;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Generation;

namespace Unbraid.Service.Features.Studio;

/// <summary>What the page's forms let choose from.</summary>
internal sealed class StudioOffer(MusicModels generators, AudioOptions songs)
{
    public StudioOfferDto For(string tenant) => new()
    {
        Tenant = tenant,
        Models = [.. ModelCatalogue.Names.Select(name => Maker(ModelCatalogue.Find(name)!))],
        Recipes = [.. Recipe.Names.Select(Recipe.Open).Where(recipe => recipe.Complaint is null)
            .Select(recipe => new StemMakerDto { Name = recipe.Name, Stems = recipe.Stems })],
        Generators = generators.Names,
        Formats = [.. AudioContainers.ByName.Keys],
        MaxUploadBytes = songs.MaxUploadBytes,
        MaxAudioDuration = songs.MaxAudioDuration.TotalSeconds,
    };

    private static StemMakerDto Maker(Separation.Catalogue.CatalogueModel model) => new()
    {
        Name = model.Name,
        Description = model.Description,
        Stems = model.Stems,
        Work = model.Work > 0 ? model.Work : null,
    };
}
