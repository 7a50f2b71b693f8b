using System.Text.Json;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;
using Unbraid.Separation.Yaml;

namespace Unbraid.Separation.Loading;

/// <summary>What a checkpoint is, from whatever says so: a training configuration, the file itself, a JSON file beside it, or nothing but its shapes.</summary>
/// <param name="Family">The network.</param>
/// <param name="Arguments">Arguments of its constructor.</param>
/// <param name="Config">The training configuration, if there is one.</param>
/// <param name="Note">A sentence for the user, if something had to be assumed.</param>
internal sealed record Description(INetworkFamily Family, IReadOnlyDictionary<string, object?> Arguments, TrainingConfig? Config = null, string? Note = null)
{
    /// <summary>Names of the stems, if they are told.</summary>
    public IReadOnlyList<string>? Sources => (Arguments.GetValueOrDefault("sources") as IReadOnlyList<object?>)?.OfType<string>().ToList();

    /// <summary>Finds out.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="path">Its file.</param>
    /// <param name="config">Its training configuration; null to look for one beside it: <c>x.yaml</c>, <c>x.ckpt.yaml</c> or <c>config.yaml</c>.</param>
    /// <param name="set">What is known of the model it is part of.</param>
    /// <exception cref="CheckpointException">It cannot be told, or is not supported.</exception>
    /// <exception cref="SeparationException">The configuration cannot be used.</exception>
    public static Description Of(Checkpoint checkpoint, string path, string? config, CheckpointSet set)
    {
        var told = set.Configuration is { } values
            ? Of(checkpoint, path, new TrainingConfig(set.Name, values))
            : Of(checkpoint, path, config);
        if (set.SegmentSeconds is not { } seconds)
            return told;
        var arguments = new Dictionary<string, object?>(told.Arguments);
        told.Family.Lengthen(arguments, seconds);
        return told with { Arguments = arguments };
    }

    private static Description Of(Checkpoint checkpoint, string path, string? config)
    {
        if ((config ?? Beside(path)) is { } yaml)
            return Of(checkpoint, path, new TrainingConfig(Path.GetFileName(yaml), YamlReader.ReadFile(yaml)));
        if (checkpoint.ClassName is { } named)
            return new Description(NetworkFamilies.Named(named), ArgumentsOf(checkpoint));
        var json = Path.ChangeExtension(path, ".json");
        if (File.Exists(json))
            return FromJson(json);
        var label = Path.GetFileName(path);
        var family = NetworkFamilies.Of(checkpoint.Tensors, label);
        return new Description(
            family, family.ArgumentsFrom(checkpoint.Tensors, isPublished: true), Note: $"{label} came without its YAML: what its tensors do not tell was taken to be as in the published {family.ClassName}.");
    }

    /// <summary>A model as its description has it.</summary>
    public ModelSpec Complete(ModelSpec spec)
    {
        if (spec.Stems is [var only])
            spec = spec with { Rest = Config is { HasProcedure: true, Instruments: { Count: 2 } pair } ? pair.First(name => name != only) : "rest" };
        if (Note is not null)
            spec = spec with { Notes = [.. spec.Notes, Note] };
        return Config is not { HasProcedure: true } ? spec : spec with { Procedure = Family.Procedure, Overlap = Config.Overlap, Normalization = Config.Normalization };
    }

    private static Description Of(Checkpoint checkpoint, string path, TrainingConfig config)
    {
        var family = checkpoint.ClassName is { } named ? NetworkFamilies.Named(named) : NetworkFamilies.Of(checkpoint.Tensors, Path.GetFileName(path));
        return new Description(family, family.ArgumentsFrom(config, checkpoint.Tensors), config);
    }

    private static string? Beside(string path) => new[]
    {
        Path.ChangeExtension(path, ".yaml"), path + ".yaml", Path.ChangeExtension(path, ".yml"), path + ".yml",
        Path.Combine(Path.GetDirectoryName(path) ?? "", "config.yaml"),
    }.FirstOrDefault(File.Exists);

    // The sources are the first parameter of every network that is saved with its arguments.
    private static IReadOnlyDictionary<string, object?> ArgumentsOf(Checkpoint checkpoint) => checkpoint is { Args: [IReadOnlyList<object?> sources, ..] }
        ? new Dictionary<string, object?>(checkpoint.Kwargs) { ["sources"] = sources }
        : checkpoint.Kwargs;

    private static Description FromJson(string path)
    {
        try
        {
            var description = JsonArguments.Read(File.ReadAllText(path));
            if ((description.GetValueOrDefault("class") ?? description.GetValueOrDefault("klass")) is string className)
            {
                return new Description(
                    NetworkFamilies.Named(className[(className.LastIndexOf('.') + 1)..]),
                    description.GetValueOrDefault("kwargs") as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>());
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path} cannot be read: {e.Message}", e);
        }

        throw new CheckpointException($"{path} does not name a class.");
    }
}
