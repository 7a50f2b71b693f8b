using System.Globalization;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.SCNet;

/// <summary>What the tensors of an SCNet tell of its arguments, and what the published files of their size add.</summary>
internal static class SCNetShapes
{
    /// <summary>Published sizes: channels of the first level and dual-path layers. Only the small one and the authors' large one normalise the song.</summary>
    private static readonly (long Channels, int Layers, double[] Shares, bool NormalizesSong)[] s_published =
    [
        (32, 6, [0.175, 0.392, 0.433], true),
        (64, 6, [0.225, 0.372, 0.403], true),
        (64, 8, [0.230, 0.370, 0.400], false),
    ];

    /// <summary>Whether a plain dictionary of tensors is that of an SCNet.</summary>
    public static bool Recognize(TensorStore tensors) =>
        tensors.Contains("encoder.0.SDlayer.convs.0.weight") && tensors.Contains("separation_net.dp_modules.0.lstm_layers.0.weight_hh_l0");

    /// <summary>Whether that SCNet has masks.</summary>
    public static bool IsMasked(TensorStore tensors) => tensors.Contains("mask_layer.0.weight");

    /// <summary>The arguments of a network of a published size.</summary>
    /// <remarks>The shapes do not tell the shares of the bands, the transform and the normalisation: those are the published ones of that size.</remarks>
    /// <exception cref="CheckpointException">It has no published size, so that only its configuration can tell.</exception>
    public static Dictionary<string, object?> PublishedArguments(TensorStore tensors)
    {
        var arguments = Arguments(tensors);
        var (channels, layers) = (((List<object?>)arguments["dims"]!)[1], arguments["num_dplayer"]);
        var size = Array.Find(s_published, size => channels is long c && c == size.Channels && layers is long n && n == size.Layers);
        if (size.Shares is null)
        {
            throw new CheckpointException(
                $"The checkpoint is an SCNet of {channels} channels and {layers} layers, which is no published size, and its tensors do not tell the shares of its bands: put its configuration beside it.");
        }

        arguments["band_SR"] = List(size.Shares);
        if (!IsMasked(tensors))
        {
            arguments["normalize_song"] = size.NormalizesSong;
        }

        return arguments;
    }

    /// <summary>The arguments that follow from shapes alone. Kernels of the middle and the high band step by their own length in every file.</summary>
    public static Dictionary<string, object?> Arguments(TensorStore tensors)
    {
        var levels = Count(tensors, "encoder.{0}.SDlayer.convs.0.weight");
        var dims = Enumerable.Range(0, levels + 1)
            .Select(i => i == 0 ? tensors.ShapeOf("encoder.0.SDlayer.convs.0.weight")[1] : tensors.ShapeOf($"encoder.{i - 1}.SDlayer.convs.0.weight")[0])
            .ToList();
        var kernels = Enumerable.Range(0, 3).Select(i => tensors.ShapeOf($"encoder.0.SDlayer.convs.{i}.weight")[2]).ToArray();
        var inner = tensors.ShapeOf("encoder.0.conv_modules.0.layers.0.1.weight");
        var stems = tensors.ShapeOf($"decoder.{levels - 1}.1.convtrs.0.weight")[1] / Math.Max(1, dims[0]);
        var arguments = new Dictionary<string, object?>
        {
            ["dims"] = List(dims),
            ["band_kernel"] = List(kernels),
            ["band_stride"] = List([1, .. kernels[1..]]),
            ["conv_depths"] = List(Enumerable.Range(0, 3).Select(i => (long)Count(tensors, $"encoder.0.conv_modules.{i}.layers.{{0}}.1.weight"))),
            ["compress"] = dims[1] / Math.Max(1, inner[0] / 2),
            ["conv_kernel"] = inner[2],
            ["num_dplayer"] = (long)Count(tensors, "separation_net.dp_modules.{0}.norm_layers.0.weight"),
            ["expand"] = tensors.ShapeOf("separation_net.dp_modules.0.lstm_layers.0.weight_hh_l0")[1] / Math.Max(1, dims[^1]),
        };
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
