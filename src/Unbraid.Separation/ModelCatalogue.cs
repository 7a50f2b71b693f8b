namespace Unbraid.Separation;

/// <summary>What a model is asked for when it is loaded.</summary>
/// <param name="Stems">The stems wanted, or none named for all. A model may deliver more than asked, never less.</param>
/// <param name="Threads">Threads to run on, at least 1.</param>
internal sealed record ModelRequest(IReadOnlyList<string>? Stems, int Threads);

/// <summary>One model that can be named.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">One line for a list.</param>
/// <param name="Load">Makes it ready to run.</param>
internal sealed record ModelEntry(string Name, string Description, Func<ModelRequest, ISeparationModel> Load);

/// <summary>The models by name.</summary>
public static class ModelCatalogue
{
    /// <summary>The name that stands for the best model installed.</summary>
    public const string Auto = "auto";

    private static readonly ModelEntry[] s_entries =
    [
        new("classic", "signal processing only, no network: the baseline, always there", _ => new Classic.ClassicModel()),
    ];

    /// <summary>The names that can be asked for on this machine, best first.</summary>
    public static IReadOnlyList<string> Names => [.. s_entries.Select(entry => entry.Name)];

    /// <summary>Loads a model by name.</summary>
    /// <exception cref="SeparationException">There is no such model; the message lists those there are.</exception>
    internal static ISeparationModel Load(string name, ModelRequest request)
    {
        if (Loading.ModelLoader.IsFile(name))
            return Loading.ModelLoader.Load(name, request);
        var entry = name == Auto ? s_entries[0] : Array.Find(s_entries, entry => entry.Name == name);
        return entry is null
            ? throw new SeparationException($"There is no model '{name}'. Known models: {string.Join(", ", Names)}; '{Auto}' for the best of them; or the path of a checkpoint.")
            : entry.Load(request);
    }
}
