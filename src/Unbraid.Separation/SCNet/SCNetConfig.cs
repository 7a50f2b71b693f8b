using System.Globalization;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Loading;

namespace Unbraid.Separation.SCNet;

/// <summary>The shape of an SCNet (Tong et al. 2024). Names and defaults are those of the original constructor.</summary>
internal sealed record SCNetConfig
{
    public const string ClassName = "SCNet";

    /// <summary>The variant that multiplies the mixture by complex masks, of Music-Source-Separation-Training.</summary>
    public const string MaskedClassName = "SCNetMasked";

    /// <summary>Seconds of a segment in training, which is what it is best at.</summary>
    private const int SegmentSeconds = 11;

    public required IReadOnlyList<string> Sources { get; init; }
    public required IReadOnlyList<int> Dims { get; init; }
    public int Nfft { get; init; } = 4096;
    public int Hop { get; init; } = 1024;

    /// <summary>Share of the frequencies in each of the three bands.</summary>
    public required IReadOnlyList<double> BandShares { get; init; }

    public required IReadOnlyList<int> BandStrides { get; init; }
    public required IReadOnlyList<int> BandKernels { get; init; }

    /// <summary>Convolution modules in each band.</summary>
    public required IReadOnlyList<int> ConvolutionDepths { get; init; }

    public int Compression { get; init; } = 4;
    public int ConvolutionKernel { get; init; } = 3;
    public int DualPathLayers { get; init; } = 6;
    public int Expansion { get; init; } = 1;
    public int SampleRate { get; init; } = 44_100;
    public required int SegmentFrames { get; init; }

    /// <summary>Whether the decoder's output is turned into complex masks on the mixture.</summary>
    public bool Masked { get; init; }

    public static SCNetConfig From(IReadOnlyDictionary<string, object?> arguments, bool masked = false)
    {
        var a = new ConstructorArguments(ClassName, arguments);
        var nfft = a.Int("nfft", 4096, 64, 1 << 16);
        a.Require(("audio_channels", 2), ("normalized", true), ("win_size", nfft));
        var config = new SCNetConfig
        {
            Sources = a.Texts("sources", "drums", "bass", "other", "vocals"),
            Dims = a.Ints("dims", 4, 32, 64, 128),
            Nfft = nfft,
            Hop = a.Int("hop_size", 1024, 16, nfft),
            BandShares = a.Numbers("band_SR", 0.175, 0.392, 0.433),
            BandStrides = a.Ints("band_stride", 1, 4, 16),
            BandKernels = a.Ints("band_kernel", 3, 4, 16),
            ConvolutionDepths = a.Ints("conv_depths", 3, 2, 1),
            Compression = a.Int("compress", 4, 1, 64),
            ConvolutionKernel = a.Int("conv_kernel", 3, 1, 31),
            DualPathLayers = a.Int("num_dplayer", 6, 2, 64),
            Expansion = a.Int("expand", 1, 1, 16),
            SampleRate = a.Int("samplerate", 44_100, 8_000, 192_000),
            SegmentFrames = a.Frames("segment", SegmentSeconds, 44_100, 120),
            Masked = masked,
        };
        if (config.Dims.Count < 2 || config.Dims[0] != 4 || config.Dims.Any(d => d < 1) || config.DualPathLayers % 2 != 0
            || config.BandShares.Count != 3 || config.BandShares.Any(s => s is not (> 0 and < 1)) || config.BandShares.Sum() > 1.001
            || config.BandStrides.Count != 3 || config.BandKernels.Count != 3 || config.ConvolutionDepths.Count != 3 || config.ConvolutionKernel % 2 == 0)
        {
            throw new CheckpointException("The checkpoint is of a variant of SCNet that is not supported.");
        }

        return config;
    }

    /// <summary>Whether a plain dictionary of tensors is that of an SCNet with masks.</summary>
    public static bool IsMasked(TensorStore tensors) => tensors.Contains("mask_layer.0.weight");

    /// <summary>
    /// Whether a plain dictionary of tensors is that of an SCNet, and if so the arguments its shapes tell. Shapes do not tell the transform or
    /// the shares of the bands: those are the published ones.
    /// </summary>
    public static Dictionary<string, object?>? InferArguments(TensorStore tensors)
    {
        if (!tensors.Contains("encoder.0.SDlayer.convs.0.weight") || !tensors.Contains("separation_net.dp_modules.0.lstm_layers.0.weight_hh_l0"))
        {
            return null;
        }

        var levels = Count(tensors, "encoder.{0}.SDlayer.convs.0.weight");
        var dims = Enumerable.Range(0, levels + 1)
            .Select(i => i == 0 ? tensors.ShapeOf("encoder.0.SDlayer.convs.0.weight")[1] : tensors.ShapeOf($"encoder.{i - 1}.SDlayer.convs.0.weight")[0])
            .ToList();
        var inner = tensors.ShapeOf("encoder.0.conv_modules.0.layers.0.1.weight");
        var stems = tensors.ShapeOf($"decoder.{levels - 1}.1.convtrs.0.weight")[1] / dims[0];
        var arguments = new Dictionary<string, object?>
        {
            ["dims"] = List(dims),
            ["band_kernel"] = List(Enumerable.Range(0, 3).Select(i => tensors.ShapeOf($"encoder.0.SDlayer.convs.{i}.weight")[2])),
            ["conv_depths"] = List(Enumerable.Range(0, 3).Select(i => (long)Count(tensors, $"encoder.0.conv_modules.{i}.layers.{{0}}.1.weight"))),
            ["compress"] = dims[1] / Math.Max(1, inner[0] / 2),
            ["conv_kernel"] = inner[2],
            ["num_dplayer"] = (long)Count(tensors, "separation_net.dp_modules.{0}.norm_layers.0.weight"),
            ["expand"] = tensors.ShapeOf("separation_net.dp_modules.0.lstm_layers.0.weight_hh_l0")[1] / dims[^1],
        };
        if (dims[1] >= 64)
        {
            arguments["band_SR"] = new List<object?> { 0.225, 0.372, 0.403 };
        }

        if (IsMasked(tensors))
        {
            var nfft = 2 * (tensors.ShapeOf("pos_embed_f")[2] - 1);
            (arguments["nfft"], arguments["win_size"], arguments["hop_size"]) = (nfft, nfft, nfft / 4);
        }

        if (stems != 4)
        {
            arguments["sources"] = List(Enumerable.Range(1, (int)Math.Clamp(stems, 1, 64)).Select(i => $"stem{i}"));
        }

        return arguments;
    }

    private static List<object?> List<T>(IEnumerable<T> values) => [.. values.Select(v => (object?)v)];

    private static int Count(TensorStore tensors, string pattern)
    {
        var count = 0;
        while (count < 64 && tensors.Contains(string.Format(CultureInfo.InvariantCulture, pattern, count)))
        {
            count++;
        }

        return count;
    }
}
