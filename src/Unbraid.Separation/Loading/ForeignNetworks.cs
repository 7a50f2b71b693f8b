using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Loading;

/// <summary>Networks of the field that do not run here, told by a part of a tensor's name that no other network has.</summary>
/// <remarks>Variants come first: much of them looks like the network that they were made of.</remarks>
internal static class ForeignNetworks
{
    private static readonly (string Part, string Name)[] s_marks =
    [
        ("segm.", "a BS-RoFormer with the HyperACE mask head"),
        ("fno", "a BS-RoFormer with a Fourier neural operator (FNO) in its masks"),
        ("to_value_residual_mix", "a RoFormer with value residuals"),
        ("static_alpha", "a RoFormer with hyper-connections"),
        ("dynamic_alpha", "a RoFormer with hyper-connections"),
        ("shared_qkv_bias", "a RoFormer with shared biases"),
        ("shared_out_bias", "a RoFormer with shared biases"),
        ("shared_bias", "a RoFormer with shared biases"),
        ("sink", "a RoFormer with windowed attention and sinks"),
        (".conv.net.", "a conformer"),
        (".ff1.", "a conformer"),
        ("to_freqs.0.layers.", "a RoFormer with a transformer in its masks"),
        ("A_log", "a Mamba network"),
        ("norm_fc_modules", "Bandit"),
        ("stg1_low_band_net", "a VR network"),
        ("stg1_high_band_net", "a VR network"),
        ("unet_model.", "a segmentation network (segm_models)"),
        ("BN.0.net", "Apollo"),
        ("encoder.0.0.weight", "Demucs version 1 or 2, without a spectrogram"),
    ];

    /// <summary>What the tensors are, with an article, if it is one of these.</summary>
    public static string? NameOf(TensorStore tensors)
    {
        foreach (var (part, name) in s_marks)
        {
            if (tensors.Names.Any(tensor => tensor.Contains(part, StringComparison.Ordinal)))
                return name;
        }

        return null;
    }
}
