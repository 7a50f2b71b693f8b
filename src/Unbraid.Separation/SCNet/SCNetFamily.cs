using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;

namespace Unbraid.Separation.SCNet;

/// <summary>How checkpoints of SCNet are known and built.</summary>
/// <param name="masked">Whether it is the variant with masks.</param>
internal sealed class SCNetFamily(bool masked) : INetworkFamily
{
    private static readonly string[] s_arguments =
    [
        "sources", "audio_channels", "dims", "nfft", "hop_size", "win_size", "normalized", "band_SR", "band_stride", "band_kernel", "conv_depths", "compress",
        "conv_kernel", "num_dplayer", "expand",
    ];

    public string ClassName => masked ? SCNetConfig.MaskedClassName : SCNetConfig.ClassName;

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> PublishedShapes { get; } = masked
        ? new Dictionary<string, IReadOnlyDictionary<string, object?>> { ["scnet-masked"] = new Dictionary<string, object?>() }
        : new Dictionary<string, IReadOnlyDictionary<string, object?>>
        {
            ["scnet"] = new Dictionary<string, object?>(),
            ["scnet-large"] = new Dictionary<string, object?>
            {
                ["dims"] = new List<object?> { 4L, 64L, 128L, 256L },
                ["band_SR"] = new List<object?> { 0.225, 0.372, 0.403 },
            },
            ["scnet-xl"] = new Dictionary<string, object?>
            {
                ["dims"] = new List<object?> { 4L, 64L, 128L, 256L },
                ["band_SR"] = new List<object?> { 0.230, 0.370, 0.400 },
                ["num_dplayer"] = 8L,
            },
            ["scnet-xl-ihf"] = new Dictionary<string, object?>
            {
                ["dims"] = new List<object?> { 4L, 64L, 128L, 256L },
                ["band_SR"] = new List<object?> { 0.230, 0.370, 0.400 },
                ["band_stride"] = new List<object?> { 1L, 4L, 4L },
                ["band_kernel"] = new List<object?> { 3L, 4L, 4L },
                ["conv_depths"] = new List<object?> { 3L, 3L, 3L },
                ["num_dplayer"] = 8L,
            },
        };

    public bool Owns(TensorStore tensors) => SCNetShapes.Recognize(tensors) && SCNetShapes.IsMasked(tensors) == masked;

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TensorStore tensors, bool isPublished) =>
        isPublished ? SCNetShapes.PublishedArguments(tensors) : SCNetShapes.Arguments(tensors);

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TrainingConfig config, TensorStore tensors)
    {
        var arguments = config.Arguments(ClassName, s_arguments);
        if (config.HasProcedure)
        {
            arguments["sources"] = config.Outputs.ToList<object?>();
            arguments["samplerate"] = (long)config.SampleRate;
            if (config.Chunk is { } chunk)
                arguments["segment"] = new Fraction(chunk, config.SampleRate);
            return arguments;
        }

        // The authors' own form. Their code normalises the song and, since it is public in this form, every chunk.
        var data = config.Root.Block("data");
        arguments["normalize_song"] = data.Bool("normalize", true);
        arguments["normalize_chunk"] = !masked;
        arguments["samplerate"] = (long)data.Int("samplerate", 44_100, 8_000, 192_000);
        if (data.Has("segment"))
            arguments["segment"] = data.Number("segment", 0, 0.1, 120);
        return arguments;
    }

    public ISeparationModel Build(NetworkFactory factory, string name, IReadOnlyDictionary<string, object?> arguments, TensorSource weights)
    {
        var config = SCNetConfig.From(arguments, masked);
        var layers = new SCNetWeights(factory.Engine, config, weights);
        // Nothing tells two of them apart but their layers, so none shares its scratch.
        return new SCNetNetwork(name, factory.Engine, config, layers, factory.Scratch(layers, () => new SCNetScratch(factory.Engine, config, layers)));
    }
}
