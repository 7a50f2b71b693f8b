using Unbraid.Separation.Catalogue;

namespace Unbraid.Separation.Sources;

/// <summary>A model that is asked for.</summary>
/// <param name="Name">As in <see cref="SeparatorOptions.Model"/>.</param>
/// <param name="Config">As in <see cref="SeparatorOptions.ModelConfig"/>.</param>
/// <param name="Stems">The stems wanted of it, by its own names; null for all.</param>
internal sealed record ModelChoice(string Name, string? Config, IReadOnlyList<string>? Stems)
{
    /// <summary>Equal for equal choices.</summary>
    public string Key => string.Join('\n', [Name, Config, .. Stems ?? ["*"]]);
}

/// <summary>The one model in memory: whoever needs another takes its place. So that many models together need no more than the largest.</summary>
/// <param name="threads">Threads of the models.</param>
/// <param name="read">Reads a model by its name.</param>
internal sealed class ModelSlot(int threads, Func<string, ModelRequest, LoadedModel> read) : IDisposable
{
    // What was meant by a quality must not change between two steps because something was installed meanwhile.
    private readonly Dictionary<string, string> _names = [];
    private (string Key, LoadedModel Loaded)? _held;

    /// <summary>A place for the models of a folder.</summary>
    public static ModelSlot For(int threads, ModelStore store) => new(threads, (name, request) => ModelCatalogue.Load(name, request, store));

    /// <summary>The model, read unless it is the one in memory.</summary>
    /// <exception cref="SeparationException">There is no such model, or it does not open.</exception>
    public LoadedModel Load(ModelChoice choice)
    {
        if (_held is { } held && held.Key == choice.Key)
            return held.Loaded;
        Dispose();
        var loaded = read(_names.GetValueOrDefault(choice.Name, choice.Name), new ModelRequest(choice.Stems, threads, choice.Config));
        if (choice.Name == ModelCatalogue.Auto || ModelCatalogue.Qualities.ContainsKey(choice.Name))
            _names[choice.Name] = loaded.Model.Spec.Name;
        _held = (choice.Key, loaded);
        return loaded;
    }

    public void Dispose()
    {
        _held?.Loaded.Model.Dispose();
        _held = null;
    }
}
