using Unbraid.Audio;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;

namespace Unbraid.Separation.Loading;

/// <summary>Makes models from checkpoint files.</summary>
internal static class ModelLoader
{
    private static readonly string[] s_extensions = [".th", ".pt", ".pth", ".ckpt", ".safetensors"];

    /// <summary>Names of the shapes that <see cref="Synthetic"/> takes.</summary>
    public static IReadOnlyList<string> Shapes { get; } = [.. NetworkFamilies.All.SelectMany(family => family.PublishedShapes.Keys)];

    /// <summary>Whether a model's name is meant as a file.</summary>
    public static bool IsFile(string name) =>
        s_extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) || name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Loads one checkpoint.</summary>
    /// <param name="path">The file. If no YAML is there and it does not say itself how its network is built, a file of the same name with the
    /// extension .json may: <c>{"class": "SCNet", "kwargs": {...}}</c>.</param>
    /// <param name="request">What it is wanted for.</param>
    /// <exception cref="SeparationException">The file is missing, damaged, foreign or of an unknown network.</exception>
    public static ISeparationModel Load(string path, ModelRequest request) =>
        LoadMini(() => Checkpoint.Open(path), Path.GetFileNameWithoutExtension(path), request) ?? LoadBag(new CheckpointSet(Path.GetFileNameWithoutExtension(path), [path]), request);

    /// <summary>Loads the network that is part of this assembly.</summary>
    /// <exception cref="SeparationException">The assembly is damaged.</exception>
    public static ISeparationModel LoadBuiltIn(string name, ModelRequest request)
    {
        var file = $"{name}.safetensors";
        return LoadMini(() => Checkpoint.Open(typeof(ModelLoader).Assembly.GetManifestResourceStream($"models/{file}")!, file), name, request)
            ?? throw new SeparationException($"'{file}' does not say that it is of the family {Mini.MiniModel.Family}.");
    }

    /// <summary>Loads several checkpoints as one model; those that the wanted stems do not need are left alone.</summary>
    /// <exception cref="SeparationException">As <see cref="Load"/>.</exception>
    public static ISeparationModel LoadBag(CheckpointSet set, ModelRequest request)
    {
        var (name, paths, weights) = (set.Name, set.Paths, set.Weights);
        var factory = new NetworkFactory(new Engine(request.Threads));
        try
        {
            var networks = new List<ISeparationModel>();
            var specs = new List<ModelSpec>();
            var used = new List<double[]>();
            IReadOnlyList<string>? sources = null;
            for (var m = 0; m < paths.Count; m++)
            {
                var row = weights?[m];
                if (!IsNeeded(row, sources, request.Stems))
                {
                    continue;
                }

                using var checkpoint = Checkpoint.Open(paths[m]);
                var description = Description.Of(checkpoint, paths[m], request.Config, set);
                sources = description.Sources;
                if (!IsNeeded(row, sources, request.Stems))
                {
                    continue;
                }

                var network = description.Family.Build(factory, name, description.Arguments, checkpoint.Tensors);
                networks.Add(network.Spec.Channels == 1 ? new EachChannel(network) : network);
                specs.Add(description.Complete(networks[^1].Spec));
                used.Add(row ?? [.. Enumerable.Repeat(1.0, networks[^1].Spec.Stems.Count)]);
            }

            var stems = networks[0].Spec.Stems;
            if (networks.Any(n => !n.Spec.Stems.SequenceEqual(stems) || n.Spec.SegmentFrames != networks[0].Spec.SegmentFrames))
            {
                throw new SeparationException($"The checkpoints of {name} do not belong together: their stems or segments differ.");
            }

            var selection = Enumerable.Range(0, stems.Count).Where(k => weights is null || request.Stems is null || request.Stems.Contains(stems[k])).ToArray();
            return new Bag(specs[0] with { Name = name }, networks, [.. used], selection, factory);
        }
        catch (CheckpointException e)
        {
            factory.Dispose();
            throw new SeparationException(SystemErrors.ReasonOf(e) ?? FaultReason.Input, e.Message, e);
        }
        catch (OverflowException e)
        {
            factory.Dispose();
            throw new SeparationException(
                FaultReason.Input, $"{name} cannot run: at once it looks at more sound than can be held in memory. Give a configuration with a shorter chunk_size, or a longer hop.", e);
        }
        catch
        {
            factory.Dispose();
            throw;
        }
    }

    /// <summary>A network of a published shape with synthetic weights: it runs as the real one does and needs no file.</summary>
    /// <exception cref="SeparationException">There is no such shape; the message lists those there are.</exception>
    public static ISeparationModel Synthetic(string shape, int threads)
    {
        var family = NetworkFamilies.All.FirstOrDefault(f => f.PublishedShapes.ContainsKey(shape))
            ?? throw new SeparationException($"There is no shape '{shape}'. Known shapes: {string.Join(", ", Shapes)}.");
        var factory = new NetworkFactory(new Engine(threads));
        try
        {
            var network = family.Build(factory, shape, family.PublishedShapes[shape], new SyntheticTensors());
            var stems = Enumerable.Range(0, network.Spec.Stems.Count).ToArray();
            return new Bag(network.Spec, [network], [Array.ConvertAll(stems, _ => 1.0)], stems, factory);
        }
        catch
        {
            factory.Dispose();
            throw;
        }
    }

    // Networks of the recipe in training/ say in the metadata that they are; other files are left to the other networks.
    private static Mini.MiniModel? LoadMini(Func<Checkpoint> open, string name, ModelRequest request)
    {
        Engine? engine = null;
        try
        {
            using var checkpoint = open();
            return checkpoint.Metadata.GetValueOrDefault("family") != Mini.MiniModel.Family
                ? null
                : new Mini.MiniModel(engine = new Engine(request.Threads), checkpoint, name);
        }
        catch (CheckpointException e)
        {
            engine?.Dispose();
            throw new SeparationException(SystemErrors.ReasonOf(e) ?? FaultReason.Input, e.Message, e);
        }
    }

    // A network whose sources are not known yet is taken: what it delivers is checked later.
    private static bool IsNeeded(double[]? row, IReadOnlyList<string>? sources, IReadOnlyList<string>? wanted) =>
        row is null || wanted is null || sources is null || sources.Count != row.Length || row.Where((w, k) => w != 0 && wanted.Contains(sources[k])).Any();
}
