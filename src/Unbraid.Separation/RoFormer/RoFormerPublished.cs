using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>Constructor arguments of published networks, from their configurations.</summary>
internal static class RoFormerPublished
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> BandSplit { get; } = Of(new()
    {
        ["bs-roformer-viperx-317"] = new(Common(dim: 512, depth: 12, frames: 352800, hop: 441, stems: ["vocals"])),
        ["bs-roformer-viperx-937"] = new(Common(dim: 384, depth: 12, frames: 131584, hop: 512, stems: ["other"])),
        ["bs-roformer-sw"] = new(Common(dim: 256, depth: 12, frames: 588800, hop: 512, stems: ["bass", "drums", "other", "vocals", "guitar", "piano"])),
        ["bs-roformer-4stems"] = new(Common(dim: 384, depth: 8, frames: 485100, hop: 441, stems: ["drums", "bass", "other", "vocals"])) { ["mlp_expansion_factor"] = 2L },
        ["bs-roformer-resurrection"] = new(Common(dim: 256, depth: 12, frames: 785920, hop: 512, stems: ["vocals"])),
        ["bs-roformer-resurrection-inst"] = new(Common(dim: 256, depth: 12, frames: 749259, hop: 441, stems: ["other"])),
        ["bs-polarformer"] = new(Common(dim: 256, depth: 12, frames: 881664, hop: 512, stems: ["vocals"])) { ["use_pope"] = true },
    });

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Mel { get; } = Of(new()
    {
        ["mel-roformer-kim"] = new(Common(dim: 384, depth: 6, frames: 352800, hop: 441, stems: ["vocals"])) { ["mask_estimator_depth"] = 2L },
        ["mel-roformer-viperx-3005"] = new(Common(dim: 384, depth: 12, frames: 352800, hop: 441, stems: ["vocals"])) { ["mask_estimator_depth"] = 2L },
        ["mel-roformer-big-beta5e"] = new(Common(dim: 384, depth: 6, frames: 485100, hop: 441, stems: ["vocals"])) { ["mask_estimator_depth"] = 3L },
        ["mel-roformer-192"] = new(Common(dim: 192, depth: 8, frames: 131584, hop: 512, stems: ["vocals"])) { ["mask_estimator_depth"] = 1L },
        ["mel-roformer-small"] = new(Common(dim: 384, depth: 6, frames: 485100, hop: 441, stems: ["vocals", "other"])) { ["mlp_expansion_factor"] = 1L, ["mask_estimator_depth"] = 2L },
        ["mel-roformer-4stems-large"] = new(Common(dim: 384, depth: 8, frames: 661500, hop: 882, stems: ["drums", "bass", "other", "vocals"])) { ["mask_estimator_depth"] = 2L, ["stft_n_fft"] = 4096L, ["stft_win_length"] = 4096L, ["skip_connection"] = true },
    });

    private static Dictionary<string, object?> Common(int dim, int depth, int frames, int hop, string[] stems) => new()
    {
        ["dim"] = (long)dim,
        ["depth"] = (long)depth,
        ["stereo"] = true,
        ["time_transformer_depth"] = 1L,
        ["freq_transformer_depth"] = 1L,
        ["stft_hop_length"] = (long)hop,
        ["segment"] = new Fraction(frames, 44_100),
        ["sources"] = stems.ToList<object?>(),
        ["num_stems"] = (long)stems.Length,
    };

    private static Dictionary<string, IReadOnlyDictionary<string, object?>> Of(Dictionary<string, Dictionary<string, object?>> shapes) =>
        shapes.ToDictionary(shape => shape.Key, shape => (IReadOnlyDictionary<string, object?>)shape.Value);
}
