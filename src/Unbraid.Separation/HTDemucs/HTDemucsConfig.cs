using Unbraid.Separation.Demucs;

namespace Unbraid.Separation.HTDemucs;

/// <summary>The shape of a Hybrid Transformer Demucs (Rouard, Massa and Défossez 2023).</summary>
/// <param name="UNet">Encoder and decoder.</param>
/// <param name="BottomChannels">Channels of the transformer; 0: as many as the innermost layer has.</param>
/// <param name="Transformer">The transformer between them.</param>
internal sealed record HTDemucsConfig(DemucsConfig UNet, int BottomChannels, TransformerConfig Transformer)
{
    public const string ClassName = "HTDemucs";

    public static HTDemucsConfig From(IReadOnlyDictionary<string, object?> arguments)
    {
        var a = new ConstructorArguments(ClassName, arguments);
        a.Require(
            ("t_emb", "sin"), ("t_norm_in", true), ("t_norm_in_group", false), ("t_group_norm", false), ("t_norm_first", true), ("t_norm_out", true),
            ("t_layer_scale", true), ("t_gelu", true), ("t_sparse_self_attn", false), ("t_sparse_cross_attn", false), ("use_train_segment", true),
            ("num_subbands", 1), ("t_sin_random_shift", 0));
        var net = DemucsConfig.From(a, hasRecurrence: false);
        var innermost = net.Layers()[^1];
        var bottom = a.Int("bottom_channels", 0, 0, 4096);
        var channels = bottom > 0 ? bottom : innermost.Spectral.Outputs;
        return new HTDemucsConfig(net, bottom, new TransformerConfig
        {
            Channels = channels,
            Layers = a.Int("t_layers", 5, 0, 64),
            Heads = a.Int("t_heads", 8, 1, 64),
            HiddenChannels = (int)(channels * a.Number("t_hidden_scale", 4)),
            CrossFirst = a.Int("t_cross_first", 0, 0, 1) == 1,
            MaxPeriod = a.Number("t_max_period", 10_000),
            PositionWeight = a.Number("t_weight_pos_embed", 1),
        });
    }
}

/// <summary>The shape of the transformer.</summary>
internal sealed record TransformerConfig
{
    public required int Channels { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }
    public required int HiddenChannels { get; init; }
    public required bool CrossFirst { get; init; }
    public required double MaxPeriod { get; init; }
    public required double PositionWeight { get; init; }
}
