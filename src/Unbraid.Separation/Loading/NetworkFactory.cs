using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Demucs;
using Unbraid.Separation.HDemucs;
using Unbraid.Separation.HTDemucs;
using Unbraid.Separation.SCNet;

namespace Unbraid.Separation.Loading;

/// <summary>Builds networks on one engine. Networks of the same shape that it builds share their scratch, since they run one after the other.</summary>
internal sealed class NetworkFactory(Engine engine) : IDisposable
{
    private HTDemucsConfig? _config;
    private HTDemucsScratch? _shared;
    private readonly List<IDisposable> _owned = [];

    public Engine Engine => engine;

    /// <summary>Builds a network.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="className">Class in the original implementation.</param>
    /// <param name="arguments">Arguments of its constructor.</param>
    /// <param name="weights">Its weights; every one is read.</param>
    /// <exception cref="CheckpointException">The class is not known, or weights are missing or do not fit.</exception>
    public ISeparationModel Build(string name, string className, IReadOnlyDictionary<string, object?> arguments, TensorSource weights) => className switch
    {
        HTDemucsConfig.ClassName => BuildHTDemucs(name, HTDemucsConfig.From(arguments), weights),
        HDemucsNetwork.ClassName => BuildHDemucs(name, HDemucsNetwork.ConfigOf(arguments), weights),
        SCNetConfig.ClassName => BuildSCNet(name, SCNetConfig.From(arguments), weights),
        SCNetConfig.MaskedClassName => BuildSCNet(name, SCNetConfig.From(arguments, masked: true), weights),
        _ => throw new CheckpointException(
            $"The checkpoint is of the class {className}, which is not supported; {HTDemucsConfig.ClassName}, {HDemucsNetwork.ClassName} and {SCNetConfig.ClassName} are."),
    };

    public void Dispose()
    {
        foreach (var item in _owned)
        {
            item.Dispose();
        }

        engine.Dispose();
    }

    private HTDemucsNetwork BuildHTDemucs(string name, HTDemucsConfig config, TensorSource weights)
    {
        var layers = new HTDemucsWeights(engine, config, weights);
        if (_shared is null || !SameShape(config, _config!))
        {
            _shared = Own(new HTDemucsScratch(engine, config, layers));
            _config = config;
        }

        return new HTDemucsNetwork(name, engine, config, layers, _shared);
    }

    private HDemucsNetwork BuildHDemucs(string name, DemucsConfig config, TensorSource weights)
    {
        var layers = new UNetWeights(engine, config, weights);
        weights.RequireAllRead();
        return new HDemucsNetwork(name, engine, config, layers, Own(new UNetScratch(engine, config, layers)));
    }

    private SCNetNetwork BuildSCNet(string name, SCNetConfig config, TensorSource weights)
    {
        var layers = new SCNetWeights(engine, config, weights);
        return new SCNetNetwork(name, engine, config, layers, Own(new SCNetScratch(engine, config, layers)));
    }

    private static bool SameShape(HTDemucsConfig a, HTDemucsConfig b) =>
        a.UNet.Sources.SequenceEqual(b.UNet.Sources) && a == b with { UNet = b.UNet with { Sources = a.UNet.Sources } };

    private T Own<T>(T item)
        where T : IDisposable
    {
        _owned.Add(item);
        return item;
    }
}
