using Unbraid.Separation.Catalogue;
using Unbraid.Separation.Loading;

namespace Unbraid.Separation;

/// <summary>What a model is asked for when it is loaded.</summary>
/// <param name="Stems">The stems wanted, or none named for all. A model may deliver more than asked, never less.</param>
/// <param name="Threads">Threads to run on, at least 1.</param>
/// <param name="Config">The training configuration of a checkpoint file; null for the one beside it, if there is one.</param>
internal sealed record ModelRequest(IReadOnlyList<string>? Stems, int Threads, string? Config = null);

/// <summary>A model that is ready to run.</summary>
/// <param name="Model">The model; the caller disposes of it.</param>
internal sealed record LoadedModel(ISeparationModel Model)
{
    /// <summary>What its user should know about how it was chosen and opened, one sentence or two each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

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
    /// <exception cref="SeparationException">There is no such model, or it is not installed or does not open; the message says what to do.</exception>
    internal static LoadedModel Load(string name, ModelRequest request) => Load(name, request, new ModelStore(ModelSettings.FromEnvironment()));

    internal static LoadedModel Load(string name, ModelRequest request, ModelStore store)
    {
        if (request.Config is not null && (name == Auto || Find(name) is not null))
            throw new SeparationException($"Model '{name}' needs no configuration: give one only with the path of a checkpoint.");
        if (name == Auto)
        {
            return LoadBest(request, store);
        }

        if (Find(name) is not { } model)
        {
            return ModelLoader.IsFile(name)
                ? new LoadedModel(ModelLoader.Load(name, request))
                : throw new SeparationException($"There is no model '{name}'. Known models: {string.Join(", ", Models.Select(m => m.Name))}; '{Auto}' for the best one installed; or the path of a checkpoint.");
        }

        if (!store.IsInstalled(model))
            throw new SeparationException($"Model '{name}' is not installed: run 'unbraid models pull {name}' ({model.Size / 1e6:0} MB, licence: {model.Licence.Name}).");
        // Before hundreds of megabytes are read.
        Separator.CheckStems(model.Name, model.Stems, request.Stems);
        return new LoadedModel(Open(model, request, store));
    }

    /// <summary>The best model that is installed and opens. Those built in do, if nothing is broken, so that there is one.</summary>
    private static LoadedModel LoadBest(ModelRequest request, ModelStore store)
    {
        var best = Best(store);
        Separator.CheckStems(best.Name, best.Stems, request.Stems);
        var notes = new List<string>();
        foreach (var model in Models.Where(store.IsInstalled).Where(model => request.Stems?.All(model.Stems.Contains) is not false))
        {
            try
            {
                return new LoadedModel(Open(model, request, store)) { Notes = [.. notes.Select(note => $"{note} Model '{model.Name}' is used instead.")] };
            }
            catch (SeparationException e)
            {
                notes.Add($"Model '{model.Name}' cannot be used: {e.Message}");
            }
        }

        throw new SeparationException(notes[0]);
    }

    private static ISeparationModel Open(CatalogueModel model, ModelRequest request, ModelStore store) => model.Family switch
    {
        "Classic" => new Classic.ClassicModel(),
        "Mini" => ModelLoader.Load(Path.Combine(store.FolderOf(model), model.Name + ".safetensors"), request),
        _ => ModelLoader.LoadBag(
            new CheckpointSet(model.Name, [.. model.Files.Select(file => store.PathOf(model, file))])
            {
                Weights = model.BagWeights,
                SegmentSeconds = model.SegmentSeconds,
                Arguments = model.Arguments,
            },
            request),
    };
}
