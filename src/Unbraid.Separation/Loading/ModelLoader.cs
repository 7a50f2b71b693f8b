using System.Text.Json;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.HDemucs;
using Unbraid.Separation.HTDemucs;
using Unbraid.Separation.SCNet;

namespace Unbraid.Separation.Loading;

/// <summary>Makes models from checkpoint files.</summary>
internal static class ModelLoader
{
    private static readonly string[] s_extensions = [".th", ".pt", ".pth", ".ckpt", ".safetensors"];

    /// <summary>Whether a model's name is meant as a file.</summary>
    public static bool IsFile(string name) =>
        s_extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) || name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Loads one checkpoint.</summary>
    /// <param name="path">The file. If it does not say how its network is built, a file of the same name with the extension .json may:
    /// <c>{"class": "SCNet", "kwargs": {...}}</c>.</param>
    /// <param name="request">What it is wanted for.</param>
    /// <exception cref="SeparationException">The file is missing, damaged, foreign or of an unknown network.</exception>
    public static ISeparationModel Load(string path, ModelRequest request) =>
        LoadMini(path, request) ?? LoadBag(new CheckpointSet(Path.GetFileNameWithoutExtension(path), [path]), request);

    /// <summary>Loads several checkpoints as one model; those that the wanted stems do not need are left alone.</summary>
    /// <exception cref="SeparationException">As <see cref="Load"/>.</exception>
    public static ISeparationModel LoadBag(CheckpointSet set, ModelRequest request)
    {
        var (name, paths, weights) = (set.Name, set.Paths, set.Weights);
        var factory = new NetworkFactory(new Engine(request.Threads));
        try
        {
            var networks = new List<ISeparationModel>();
            var used = new List<double[]>();
            List<string>? sources = null;
            for (var m = 0; m < paths.Count; m++)
            {
                var row = weights?[m];
                if (!IsNeeded(row, sources, request.Stems))
                {
                    continue;
                }

                using var checkpoint = Checkpoint.Open(paths[m]);
                var (className, arguments) = Describe(checkpoint, paths[m], set);
                sources = SourcesOf(arguments);
                if (!IsNeeded(row, sources, request.Stems))
                {
                    continue;
                }

                networks.Add(factory.Build(name, className, arguments, checkpoint.Tensors));
                used.Add(row ?? [.. Enumerable.Repeat(1.0, networks[^1].Spec.Stems.Count)]);
            }

            var stems = networks[0].Spec.Stems;
            if (networks.Any(n => !n.Spec.Stems.SequenceEqual(stems) || n.Spec.SegmentFrames != networks[0].Spec.SegmentFrames))
            {
                throw new SeparationException($"The checkpoints of {name} do not belong together: their stems or segments differ.");
            }

            var selection = Enumerable.Range(0, stems.Count).Where(k => weights is null || request.Stems is null || request.Stems.Contains(stems[k])).ToArray();
            return new Bag(name, networks, [.. used], selection, factory);
        }
        catch (CheckpointException e)
        {
            factory.Dispose();
            throw new SeparationException(e.Message);
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
        if (!PublishedShapes.All.TryGetValue(shape, out var published))
        {
            throw new SeparationException($"There is no shape '{shape}'. Known shapes: {string.Join(", ", PublishedShapes.All.Keys)}.");
        }

        var factory = new NetworkFactory(new Engine(threads));
        var network = factory.Build(shape, published.ClassName, published.Arguments, new SyntheticTensors());
        var stems = Enumerable.Range(0, network.Spec.Stems.Count).ToArray();
        return new Bag(shape, [network], [Array.ConvertAll(stems, _ => 1.0)], stems, factory);
    }

    // Networks of the recipe in training/ say in the metadata that they are; other files are left to the other networks.
    private static Mini.MiniModel? LoadMini(string path, ModelRequest request)
    {
        Engine? engine = null;
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            return checkpoint.Metadata.GetValueOrDefault("family") != Mini.MiniModel.Family
                ? null
                : new Mini.MiniModel(engine = new Engine(request.Threads), checkpoint, Path.GetFileNameWithoutExtension(path));
        }
        catch (CheckpointException e)
        {
            engine?.Dispose();
            throw new SeparationException(e.Message);
        }
    }

    // A network whose sources are not known yet is taken: what it delivers is checked later.
    private static bool IsNeeded(double[]? row, List<string>? sources, IReadOnlyList<string>? wanted) =>
        row is null || wanted is null || sources is null || sources.Count != row.Length || row.Where((w, k) => w != 0 && wanted.Contains(sources[k])).Any();

    private static List<string>? SourcesOf(IReadOnlyDictionary<string, object?> arguments) =>
        (arguments.GetValueOrDefault("sources") as IReadOnlyList<object?>)?.OfType<string>().ToList();

    private static (string ClassName, IReadOnlyDictionary<string, object?> Arguments) Describe(Checkpoint checkpoint, string path, CheckpointSet set)
    {
        var (className, told) = Describe(checkpoint, path, hasMore: set.Arguments is not null);
        var arguments = new Dictionary<string, object?>(told);
        foreach (var (key, value) in set.Arguments ?? new Dictionary<string, object?>())
        {
            arguments[key] = value;
        }

        if (className == HDemucsNetwork.ClassName && set.SegmentSeconds is { } seconds)
        {
            arguments["segment"] = Math.Max(seconds, new ConstructorArguments(className, arguments).Number("segment", HDemucsNetwork.SegmentSeconds));
        }

        return (className, arguments);
    }

    private static (string ClassName, IReadOnlyDictionary<string, object?> Arguments) Describe(Checkpoint checkpoint, string path, bool hasMore)
    {
        if (checkpoint.ClassName is { } named)
        {
            // The sources are the first parameter of every network here.
            return (named, checkpoint is { Args: [IReadOnlyList<object?> sources, ..] }
                ? new Dictionary<string, object?>(checkpoint.Kwargs) { ["sources"] = sources }
                : checkpoint.Kwargs);
        }

        var description = Path.ChangeExtension(path, ".json");
        if (File.Exists(description))
        {
            return ReadDescription(description);
        }

        if (SCNetShapes.Recognize(checkpoint.Tensors))
        {
            return (SCNetShapes.IsMasked(checkpoint.Tensors) ? SCNetConfig.MaskedClassName : SCNetConfig.ClassName,
                hasMore ? SCNetShapes.Arguments(checkpoint.Tensors) : SCNetShapes.PublishedArguments(checkpoint.Tensors));
        }

        return HTDemucsConfig.InferArguments(checkpoint.Tensors) is { } htdemucs
            ? (HTDemucsConfig.ClassName, htdemucs)
            : throw new CheckpointException(
                $"{Path.GetFileName(path)} does not say which network it belongs to, and its tensors are not those of HTDemucs or SCNet.");
    }

    private static (string ClassName, IReadOnlyDictionary<string, object?> Arguments) ReadDescription(string path)
    {
        try
        {
            var description = JsonArguments.Read(File.ReadAllText(path));
            if (description.GetValueOrDefault("class") is string className)
            {
                return (className, description.GetValueOrDefault("kwargs") as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>());
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path} cannot be read: {e.Message}");
        }

        throw new CheckpointException($"{path} does not name a class.");
    }
}
