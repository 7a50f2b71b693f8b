using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>What the names and shapes of a checkpoint's tensors tell of its network.</summary>
internal static class RoFormerShapes
{
    public const string FirstLayer = "layers.0.0.layers.0.0.norm.gamma";

    /// <summary>Constructor arguments.</summary>
    /// <exception cref="CheckpointException">A tensor that they are read from is missing or misshapen.</exception>
    public static Dictionary<string, object?> Arguments(TensorStore tensors, bool isMel)
    {
        var linear = tensors.Contains("layers.0.2.layers.0.0.norm.gamma");
        var time = linear ? 1 : 0;
        var gates = tensors.ShapeOf($"layers.0.{time}.layers.0.0.to_gates.weight");
        var qkv = tensors.ShapeOf($"layers.0.{time}.layers.0.0.to_qkv.weight");
        var (heads, features) = (gates[0], gates[1]);
        var bands = Count(b => $"band_split.to_features.{b}.1.weight");
        var layers = Count(k => $"mask_estimators.0.to_freqs.0.0.{2 * k}.weight");
        var stems = Count(s => $"mask_estimators.{s}.to_freqs.0.0.0.weight");
        var arguments = new Dictionary<string, object?>
        {
            ["dim"] = features,
            ["depth"] = Count(i => $"layers.{i}.0.layers.0.0.norm.gamma"),
            ["num_stems"] = stems,
            ["time_transformer_depth"] = Count(k => $"layers.0.{time}.layers.{k}.0.norm.gamma"),
            ["freq_transformer_depth"] = Count(k => $"layers.0.{time + 1}.layers.{k}.0.norm.gamma"),
            ["linear_transformer_depth"] = linear ? Count(k => $"layers.0.0.layers.{k}.0.norm.gamma") : 0L,
            ["heads"] = heads,
            ["dim_head"] = heads > 0 ? qkv[0] / (3 * heads) : 0L,
            ["mask_estimator_depth"] = isMel ? layers - 1 : layers,
            ["use_pope"] = tensors.Contains($"layers.0.{time}.layers.0.0.pope_embed.inv_freqs"),
        };
        if (layers > 1)
            arguments["mlp_expansion_factor"] = tensors.ShapeOf("mask_estimators.0.to_freqs.0.0.0.weight")[0] / Math.Max(1, features);
        if (isMel)
            arguments["num_bands"] = bands;
        return arguments;

        long Count(Func<int, string> name) => Enumerable.Range(0, 4096).TakeWhile(i => tensors.Contains(name(i))).Count();
    }

    /// <summary>Bins of each band of a band-split network, for so many channels.</summary>
    public static List<object?> Bins(TensorStore tensors, int channels) =>
    [
        .. Enumerable.Range(0, 4096).Select(b => $"band_split.to_features.{b}.1.weight").TakeWhile(tensors.Contains)
            .Select(name => (object?)(tensors.ShapeOf(name)[1] / (2 * channels))),
    ];

    /// <summary>The sum of the inputs of all bands: for each channel twice the bins, those of overlapping bands counted for each.</summary>
    public static long Inputs(TensorStore tensors) => Enumerable.Range(0, 4096).Select(b => $"band_split.to_features.{b}.1.weight")
        .TakeWhile(tensors.Contains).Sum(name => tensors.ShapeOf(name)[1]);
}
