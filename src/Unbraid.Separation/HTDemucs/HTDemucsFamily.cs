using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Demucs;
using Unbraid.Separation.Families;

namespace Unbraid.Separation.HTDemucs;

/// <summary>How checkpoints of HTDemucs are known and built.</summary>
internal sealed class HTDemucsFamily : INetworkFamily
{
    private static readonly string[] s_arguments =
    [
        "bottom_channels", "num_subbands", "use_train_segment", "t_layers", "t_emb", "t_hidden_scale", "t_heads", "t_dropout", "t_max_positions", "t_norm_in",
        "t_norm_in_group", "t_group_norm", "t_norm_first", "t_norm_out", "t_max_period", "t_weight_decay", "t_lr", "t_layer_scale", "t_gelu",
        "t_weight_pos_embed", "t_sin_random_shift", "t_cape_mean_normalize", "t_cape_augment", "t_cape_glob_loc_scale", "t_sparse_self_attn",
        "t_sparse_cross_attn", "t_mask_type", "t_mask_random_seed", "t_sparse_attn_window", "t_global_window", "t_sparsity", "t_auto_sparsity", "t_cross_first",
    ];

    public string ClassName => HTDemucsConfig.ClassName;

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> PublishedShapes { get; } = new Dictionary<string, IReadOnlyDictionary<string, object?>>
    {
        ["htdemucs"] = new Dictionary<string, object?>
        {
            ["segment"] = new Fraction(39, 5),
            ["dconv_mode"] = 3L,
            ["bottom_channels"] = 512L,
            ["t_layers"] = 5L,
        },
        ["htdemucs_6s"] = new Dictionary<string, object?>
        {
            ["sources"] = DemucsYaml.Stems(6),
            ["segment"] = new Fraction(39, 5),
            ["dconv_mode"] = 3L,
            ["bottom_channels"] = 0L,
            ["t_layers"] = 5L,
        },
        ["htdemucs-vocals"] = new Dictionary<string, object?>
        {
            ["sources"] = new List<object?> { "vocals", "other" },
            ["segment"] = 11L,
            ["dconv_mode"] = 3L,
            ["bottom_channels"] = 512L,
            ["t_layers"] = 5L,
        },
    };

    public SongProcedure Procedure => SongProcedure.MsstDemucs;

    public bool Owns(TensorStore tensors) => tensors.Contains("encoder.0.conv.weight") && tensors.Contains("crosstransformer.norm_in.weight");

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TensorStore tensors, bool isPublished)
    {
        var depth = DemucsYaml.Count(tensors, "encoder.{0}.conv.weight");
        var outputs = tensors.ShapeOf($"decoder.{depth - 1}.conv_tr.weight");
        return new Dictionary<string, object?>
        {
            ["channels"] = tensors.ShapeOf("encoder.0.conv.weight")[0],
            ["depth"] = depth,
            ["bottom_channels"] = tensors.Contains("channel_upsampler.weight") ? tensors.ShapeOf("channel_upsampler.weight")[0] : 0L,
            ["t_layers"] = DemucsYaml.Count(tensors, "crosstransformer.layers.{0}.norm1.weight"),
            ["dconv_mode"] = tensors.Contains("decoder.0.dconv.layers.0.0.weight") ? 3L : 1L,
            ["segment"] = new Fraction(39, 5),
            ["sources"] = DemucsYaml.Stems(outputs.Count > 1 ? outputs[1] / 4 : 4),
        };
    }

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TrainingConfig config, TensorStore tensors)
    {
        var arguments = DemucsYaml.ArgumentsFrom(config, ClassName, s_arguments).ToDictionary();
        // Segments always have the length of training here.
        arguments.Remove("use_train_segment");
        return arguments;
    }

    public ISeparationModel Build(NetworkFactory factory, string name, IReadOnlyDictionary<string, object?> arguments, TensorSource weights)
    {
        var config = HTDemucsConfig.From(arguments);
        var layers = new HTDemucsWeights(factory.Engine, config, weights);
        var shape = (config with { UNet = null! }, config.UNet.ToKey());
        return new HTDemucsNetwork(name, factory.Engine, config, layers, factory.Scratch(shape, () => new HTDemucsScratch(factory.Engine, config, layers)));
    }
}
