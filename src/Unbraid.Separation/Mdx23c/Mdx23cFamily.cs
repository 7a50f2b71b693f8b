using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;

namespace Unbraid.Separation.Mdx23c;

/// <summary>How checkpoints of MDX23C are known and built.</summary>
internal sealed class Mdx23cFamily : INetworkFamily
{
    private static readonly string[] s_model =
        ["norm", "act", "num_subbands", "num_scales", "scale", "num_blocks_per_scale", "num_channels", "growth", "bottleneck_factor"];

    public string ClassName => TfcTdfConfig.ClassName;

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> PublishedShapes { get; } = new Dictionary<string, IReadOnlyDictionary<string, object?>>
    {
        ["mdx23c"] = Shape(8192, 1024, 261_120, "vocals", "other"),
        ["mdx23c-4stems"] = Shape(8192, 1024, 261_120, "vocals", "bass", "drums", "other"),
        ["mdx23c-drumsep6"] = Shape(2048, 512, 130_560, "kick", "snare", "toms", "hh", "ride", "crash"),
        ["mdx23c-drumsep5"] = Shape(2048, 512, 523_776, "kick", "snare", "toms", "hh", "cymbals"),
    };

    public bool Owns(TensorStore tensors) => tensors.Contains("first_conv.weight") && tensors.Contains("final_conv.2.weight");

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TensorStore tensors, bool isPublished)
    {
        const string Block = "encoder_blocks.0.tfc_tdf.blocks.0";
        var (first, pair, down) = (
            tensors.ShapeOf("first_conv.weight"), tensors.ShapeOf($"{Block}.tdf.2.weight"), tensors.ShapeOf("encoder_blocks.0.downscale.conv.2.weight"));
        if (first.Count != 4 || pair.Count != 2 || down.Count != 4 || first[1] < 4 || pair[0] < 1 || first[1] > 1024 || pair[1] > 1 << 16)
            throw new CheckpointException("The checkpoint is of a variant of MDX23C that is not supported: its tensors have other shapes.");
        var bands = first[1] / 4;
        var bins = bands * pair[1];
        var nfft = 2 * bins;
        return new Dictionary<string, object?>
        {
            ["num_channels_model"] = first[0],
            ["num_subbands"] = bands,
            ["num_scales"] = Count(tensors, "encoder_blocks.{0}.downscale.conv.2.weight"),
            ["num_blocks_per_scale"] = Count(tensors, "encoder_blocks.0.tfc_tdf.blocks.{0}.tdf.2.weight"),
            ["growth"] = down[0] - down[1],
            ["scale"] = new List<object?> { down[2], down[3] },
            ["bottleneck_factor"] = pair[1] / pair[0],
            ["dim_f"] = bins,
            ["n_fft"] = nfft,
            // The two transforms that are published.
            ["hop_length"] = nfft >= 8192 ? nfft / 8 : nfft / 4,
            ["chunk_size"] = 255 * (nfft >= 8192 ? nfft / 8 : nfft / 4),
            ["sources"] = Stems(tensors.ShapeOf("final_conv.2.weight")[0] / first[1]),
        };
    }

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TrainingConfig config, TensorStore tensors)
    {
        foreach (var key in s_model)
            config.Model.RequireKey(key);
        foreach (var key in (string[])["n_fft", "hop_length", "dim_f"])
            config.Audio.RequireKey(key);
        if (config.Chunk is not { } chunk)
            throw config.Audio.Refuse("chunk_size", "a number of samples");
        // Other keys of this network are nobody's, in the original too.
        var arguments = config.Model.Values.Where(argument => s_model.Contains(argument.Key)).ToDictionary();
        arguments["num_channels_model"] = arguments["num_channels"];
        arguments["num_channels"] = config.Audio.Values.GetValueOrDefault("num_channels");
        arguments["n_fft"] = config.Audio.Values["n_fft"];
        arguments["hop_length"] = config.Audio.Values["hop_length"];
        arguments["dim_f"] = config.Audio.Values["dim_f"];
        arguments["chunk_size"] = (long)chunk;
        arguments["sample_rate"] = (long)config.SampleRate;
        arguments["sources"] = config.Outputs.ToList<object?>();
        return arguments;
    }

    public ISeparationModel Build(NetworkFactory factory, string name, IReadOnlyDictionary<string, object?> arguments, TensorSource weights)
    {
        var config = TfcTdfConfig.From(arguments);
        var layers = new TfcTdfWeights(factory.Engine, config, weights);
        var shape = (config with { Sources = [] }, string.Join('\n', config.Sources));
        return new TfcTdfNetwork(name, config, layers, factory.Scratch(shape, () => new TfcTdfScratch(factory.Engine, config)));
    }

    private static Dictionary<string, object?> Shape(long nfft, long hop, long chunk, params string[] sources) => new()
    {
        ["n_fft"] = nfft,
        ["hop_length"] = hop,
        ["chunk_size"] = chunk,
        ["sources"] = sources.ToList<object?>(),
    };

    private static long Count(TensorStore tensors, string name)
    {
        var count = 0;
        while (count < 64 && tensors.Contains(name.Replace("{0}", $"{count}", StringComparison.Ordinal)))
            count++;
        return count;
    }

    private static List<object?> Stems(long count) => [.. Enumerable.Range(1, (int)Math.Clamp(count, 1, 64)).Select(i => $"stem{i}")];
}
