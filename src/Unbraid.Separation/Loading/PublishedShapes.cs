using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.HDemucs;
using Unbraid.Separation.HTDemucs;
using Unbraid.Separation.SCNet;

namespace Unbraid.Separation.Loading;

/// <summary>How the published networks are built.</summary>
internal static class PublishedShapes
{
    /// <summary>Name to class and arguments.</summary>
    public static IReadOnlyDictionary<string, (string ClassName, IReadOnlyDictionary<string, object?> Arguments)> All { get; } =
        new Dictionary<string, (string, IReadOnlyDictionary<string, object?>)>
        {
            ["htdemucs"] = (HTDemucsConfig.ClassName, new Dictionary<string, object?>
            {
                ["segment"] = new Fraction(39, 5),
                ["dconv_mode"] = 3L,
                ["bottom_channels"] = 512L,
                ["t_layers"] = 5L,
            }),
            ["htdemucs_6s"] = (HTDemucsConfig.ClassName, new Dictionary<string, object?>
            {
                ["sources"] = new List<object?> { "drums", "bass", "other", "vocals", "guitar", "piano" },
                ["segment"] = new Fraction(39, 5),
                ["dconv_mode"] = 3L,
                ["bottom_channels"] = 0L,
                ["t_layers"] = 5L,
            }),
            ["hdemucs_mmi"] = (HDemucsNetwork.ClassName, new Dictionary<string, object?> { ["segment"] = 44L }),
            ["scnet"] = (SCNetConfig.ClassName, new Dictionary<string, object?>()),
            ["scnet-masked"] = (SCNetConfig.MaskedClassName, new Dictionary<string, object?>()),
            ["scnet-large"] = (SCNetConfig.ClassName, new Dictionary<string, object?>
            {
                ["dims"] = new List<object?> { 4L, 64L, 128L, 256L },
                ["band_SR"] = new List<object?> { 0.225, 0.372, 0.403 },
            }),
            ["scnet-xl"] = (SCNetConfig.ClassName, new Dictionary<string, object?>
            {
                ["dims"] = new List<object?> { 4L, 64L, 128L, 256L },
                ["band_SR"] = new List<object?> { 0.230, 0.370, 0.400 },
                ["num_dplayer"] = 8L,
            }),
            ["scnet-xl-ihf"] = (SCNetConfig.ClassName, new Dictionary<string, object?>
            {
                ["dims"] = new List<object?> { 4L, 64L, 128L, 256L },
                ["band_SR"] = new List<object?> { 0.230, 0.370, 0.400 },
                ["band_stride"] = new List<object?> { 1L, 4L, 4L },
                ["band_kernel"] = new List<object?> { 3L, 4L, 4L },
                ["conv_depths"] = new List<object?> { 3L, 3L, 3L },
                ["num_dplayer"] = 8L,
            }),
        };
}
