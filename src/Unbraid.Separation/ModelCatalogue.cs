using Unbraid.Audio;
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
    /// <summary>What its user should know about how it was chosen and opened.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];
}

/// <summary>The models by name.</summary>
/// <remarks>
/// Their order is that of their mean uSDR over the four stems on Multisong, the one test set that every network here was measured on and none
/// was trained near; within 0.1 dB the one that takes less time comes first. Models for a special purpose and the built-in ones follow.
/// </remarks>
internal static class ModelCatalogue
{
    /// <summary>The name that stands for the best model installed.</summary>
    public const string Auto = "auto";

    /// <summary>The quality that is meant where none is named.</summary>
    public const string Balanced = "balanced";

    /// <summary>The qualities that can be asked for instead of a model, and the model of each: free to use, from the quickest to the best.</summary>
    public static IReadOnlyDictionary<string, string> Qualities { get; } = new Dictionary<string, string>
    {
        ["fast"] = "mini",
        [Balanced] = "scnet",
        ["best"] = "scnet_xl_ihf",
    };

    private static readonly Lazy<IReadOnlyList<CatalogueModel>> s_models = new(CatalogueFile.Read);

    /// <summary>All models, installed or not, best first: those of the catalogue that comes along, or of the one that <c>UNBRAID_CATALOGUE</c> names.</summary>
    /// <exception cref="SeparationException">The catalogue that is named cannot be read.</exception>
    public static IReadOnlyList<CatalogueModel> Models => s_models.Value;

    /// <summary>The names that can be asked for on this machine, best first.</summary>
    public static IReadOnlyList<string> Names => new ModelStore().Installed;

    /// <summary>The model of a name, installed or not.</summary>
    public static CatalogueModel? Find(string name) => Models.FirstOrDefault(model => model.Name == name);

    /// <summary>The best model that is installed.</summary>
    public static CatalogueModel Best(ModelStore store) => Models.First(store.IsInstalled);

    /// <summary>The models that are installed and take no longer than another, best first: what runs where that one cannot.</summary>
    public static IReadOnlyList<CatalogueModel> Substitutes(CatalogueModel model, ModelStore store) =>
        [.. Models.Where(other => other != model && store.IsInstalled(other) && other.Work <= model.Work && model.Stems.All(other.Stems.Contains))];

    internal static SeparationException Unknown(string name) => new(
        $"There is no model '{name}'. Known models: {string.Join(", ", Models.Select(m => m.Name))}; '{Auto}' for the best one installed; a quality: {string.Join(", ", Qualities.Keys)}; or the path of a checkpoint.");

    /// <summary>Loads a model by name or by the path of its checkpoint.</summary>
    /// <exception cref="SeparationException">There is no such model, or it is not installed or does not open; the message says what to do.</exception>
    internal static LoadedModel Load(string name, ModelRequest request, ModelStore store)
    {
        if (request.Config is not null && (name == Auto || Qualities.ContainsKey(name) || Find(name) is not null))
            throw new SeparationException($"Model '{name}' needs no configuration: give one only with the path of a checkpoint.");
        if (name == Auto)
        {
            return LoadFirst(Models.Where(store.IsInstalled), request, store, []);
        }

        if (Qualities.TryGetValue(name, out var quality))
        {
            var meant = Find(quality)!;
            return store.IsInstalled(meant)
                ? LoadFirst([meant, .. Substitutes(meant, store)], request, store, [])
                : LoadFirst(Substitutes(meant, store), request, store, [new Note($"Model '{quality}' is not installed.", new Remedy(RemedyKind.FetchModel, quality))]);
        }

        if (Find(name) is not { } model)
        {
            return ModelLoader.IsFile(name)
                ? new LoadedModel(ModelLoader.Load(name, request))
                : throw Unknown(name);
        }

        if (!store.IsInstalled(model))
        {
            throw new SeparationException(FaultReason.Unavailable, $"Model '{name}' is not installed and has to be fetched first ({model.Size / 1e6:0} MB, licence: {model.Licence.Name}).")
            {
                Remedy = new Remedy(RemedyKind.FetchModel, name),
            };
        }

        // Before hundreds of megabytes are read.
        Separator.CheckStems($"model '{model.Name}'", model.Stems, request.Stems);
        return new LoadedModel(Open(model, request, store));
    }

    /// <summary>The first of these models that opens, with a note on each that does not. Those built in do, if nothing is broken.</summary>
    private static LoadedModel LoadFirst(IEnumerable<CatalogueModel> models, ModelRequest request, ModelStore store, List<Note> notes)
    {
        var wanted = models.ToList();
        Separator.CheckStems($"model '{wanted[0].Name}'", wanted[0].Stems, request.Stems);
        foreach (var model in wanted.Where(model => request.Stems?.All(model.Stems.Contains) is not false))
        {
            try
            {
                return new LoadedModel(Open(model, request, store)) { Notes = [.. notes.Select(note => note with { Text = $"{note.Text} Model '{model.Name}' is used instead." })] };
            }
            catch (SeparationException e) when (!e.Reason.IsMachine())
            {
                notes.Add(new Note($"Model '{model.Name}' cannot be used: {e.Message}", e.Remedy));
            }
        }

        throw new SeparationException(FaultReason.Input, notes[0].Text) { Remedy = notes[0].Remedy };
    }

    private static ISeparationModel Open(CatalogueModel model, ModelRequest request, ModelStore store) => model.Family switch
    {
        "Classic" => new Classic.ClassicModel(),
        "Mini" => ModelLoader.LoadBuiltIn(model.Name, request),
        _ => ModelLoader.LoadBag(
            new CheckpointSet(model.Name, [.. model.Checkpoints.Select(file => store.PathOf(model, file))])
            {
                Weights = model.BagWeights,
                SegmentSeconds = model.SegmentSeconds,
                Configuration = model.Configuration,
            },
            request),
    };
}
