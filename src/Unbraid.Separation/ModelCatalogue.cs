using Unbraid.Separation.Catalogue;
using Unbraid.Separation.Loading;

namespace Unbraid.Separation;

/// <summary>What a model is asked for when it is loaded.</summary>
/// <param name="Stems">The stems wanted, or none named for all. A model may deliver more than asked, never less.</param>
/// <param name="Threads">Threads to run on, at least 1.</param>
internal sealed record ModelRequest(IReadOnlyList<string>? Stems, int Threads);

/// <summary>The models by name.</summary>
/// <remarks>
/// Their order is that of their mean uSDR over the four stems on Multisong, the one test set that every network here was measured on and none
/// was trained near; within 0.1 dB the one that takes less time comes first. Models for a special purpose and the built-in ones follow.
/// </remarks>
public static class ModelCatalogue
{
    /// <summary>The name that stands for the best model installed.</summary>
    public const string Auto = "auto";

    /// <summary>The model to begin with: free to use and small.</summary>
    public const string First = "scnet";

    /// <summary>All models, installed or not, best first.</summary>
    public static IReadOnlyList<CatalogueModel> Models { get; } = CatalogueFile.Read();

    /// <summary>The names that can be asked for on this machine, best first.</summary>
    public static IReadOnlyList<string> Names
    {
        get
        {
            var store = new ModelStore(ModelSettings.FromEnvironment());
            return [.. Models.Where(store.IsInstalled).Select(model => model.Name)];
        }
    }

    /// <summary>The model of a name, installed or not.</summary>
    public static CatalogueModel? Find(string name) => Models.FirstOrDefault(model => model.Name == name);

    /// <summary>The best model that is installed.</summary>
    public static CatalogueModel Best(ModelStore store) => Models.First(store.IsInstalled);

    /// <summary>Loads a model by name or by the path of its checkpoint.</summary>
    /// <exception cref="SeparationException">There is no such model, or it is not installed; the message says what to do.</exception>
    internal static ISeparationModel Load(string name, ModelRequest request) => Load(name, request, new ModelStore(ModelSettings.FromEnvironment()));

    internal static ISeparationModel Load(string name, ModelRequest request, ModelStore store)
    {
        var model = name == Auto ? Best(store) : Find(name);
        if (model is null)
        {
            return ModelLoader.IsFile(name)
                ? ModelLoader.Load(name, request)
                : throw new SeparationException($"There is no model '{name}'. Known models: {string.Join(", ", Models.Select(m => m.Name))}; '{Auto}' for the best one installed; or the path of a checkpoint.");
        }

        if (!store.IsInstalled(model))
            throw new SeparationException($"Model '{name}' is not installed: run 'unbraid models pull {name}' ({model.Size / 1e6:0} MB, licence: {model.Licence.Name}).");
        // Before hundreds of megabytes are read.
        Separator.CheckStems(model.Name, model.Stems, request.Stems);
        return model.Family switch
        {
            "Classic" => new Classic.ClassicModel(),
            "Mini" => ModelLoader.Load(Path.Combine(store.FolderOf(model), model.Name + ".safetensors"), request),
            _ => ModelLoader.LoadBag(model.Name, [.. model.Files.Select(file => store.PathOf(model, file))], model.BagWeights, request),
        };
    }
}
