using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;

namespace Unbraid.Separation.RoFormer;

/// <summary>How checkpoints of RoFormers are known and built.</summary>
/// <param name="isMel">Whether bands are those of mel.</param>
internal sealed class RoFormerFamily(bool isMel) : INetworkFamily
{
    public const string BandSplitClassName = "BSRoformer", MelClassName = "MelBandRoformer";

    private static readonly string[] s_arguments =
    [
        "dim", "depth", "stereo", "num_stems", "time_transformer_depth", "freq_transformer_depth", "linear_transformer_depth", "freqs_per_bands", "num_bands", "dim_head",
        "heads", "attn_dropout", "ff_dropout", "flash_attn", "sage_attention", "dim_freqs_in", "sample_rate", "stft_n_fft", "stft_hop_length", "stft_win_length",
        "stft_normalized", "stft_window_fn", "mask_estimator_depth", "multi_stft_resolution_loss_weight", "multi_stft_resolutions_window_sizes",
        "multi_stft_hop_size", "multi_stft_normalized", "multi_stft_window_fn", "match_input_audio_length", "mlp_expansion_factor", "use_torch_checkpoint",
        "skip_connection", "zero_dc", "use_pope",
    ];

    public string ClassName => isMel ? MelClassName : BandSplitClassName;

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> PublishedShapes { get; } = isMel ? RoFormerPublished.Mel : RoFormerPublished.BandSplit;

    public bool Owns(TensorStore tensors) =>
        tensors.Contains(RoFormerShapes.FirstLayer) && tensors.Contains("band_split.to_features.0.1.weight") && tensors.Contains("final_norm.gamma") == !isMel;

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TensorStore tensors, bool isPublished)
    {
        var arguments = RoFormerShapes.Arguments(tensors, isMel);
        // The published networks without a YAML: stereo, and as Kim's and viperx' where nothing tells.
        arguments["stereo"] = true;
        var nfft = 2048L;
        if (!isMel)
        {
            var bins = RoFormerShapes.Bins(tensors, 2);
            arguments["freqs_per_bands"] = bins;
            nfft = 2 * (bins.Sum(count => (long)count!) - 1);
        }

        arguments["stft_n_fft"] = nfft;
        arguments["stft_win_length"] = nfft;
        arguments["stft_hop_length"] = 441L;
        arguments["segment"] = 8L;
        arguments["zero_dc"] = false; // the step is younger than the files that came without a YAML
        arguments["sources"] = Names((long)arguments["num_stems"]!);
        return arguments;
    }

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TrainingConfig config, TensorStore tensors)
    {
        var arguments = config.Arguments(ClassName, s_arguments);
        foreach (var (name, value) in RoFormerShapes.Arguments(tensors, isMel))
            arguments[name] = value;
        if (!isMel)
        {
            var stereo = arguments.GetValueOrDefault("stereo") is true;
            arguments["freqs_per_bands"] = RoFormerShapes.Bins(tensors, stereo ? 2 : 1);
        }

        // A length that is not said is the default of the constructor, which is that of the window too.
        arguments.TryAdd("stft_win_length", arguments.GetValueOrDefault("stft_n_fft"));
        arguments["sources"] = config.Outputs.ToList<object?>();
        arguments["samplerate"] = (long)config.SampleRate;
        if (config.Chunk is { } chunk)
            arguments["segment"] = new Fraction(chunk, config.SampleRate);
        return arguments;
    }

    public ISeparationModel Build(NetworkFactory factory, string name, IReadOnlyDictionary<string, object?> arguments, TensorSource weights)
    {
        var config = RoFormerConfig.From(arguments, isMel);
        if (isMel && config.SegmentFrames % config.Hop != 0)
            throw new CheckpointException($"A segment of {config.SegmentFrames} frames is not a multiple of stft_hop_length, {config.Hop}: give a chunk_size that is.");
        var layers = new RoFormerWeights(factory.Engine, config, weights);
        return new RoFormerNetwork(name, factory.Engine, config, layers, factory.Scratch(layers, () => new RoFormerScratch(factory.Engine, config)));
    }

    private static List<object?> Names(long stems) => stems switch
    {
        1 => ["vocals"],
        2 => ["vocals", "other"],
        4 => ["drums", "bass", "other", "vocals"],
        6 => ["bass", "drums", "other", "vocals", "guitar", "piano"],
        _ => [.. Enumerable.Range(1, (int)stems).Select(stem => (object?)$"stem{stem}")],
    };
}
