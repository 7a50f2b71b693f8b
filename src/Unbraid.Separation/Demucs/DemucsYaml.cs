using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;

namespace Unbraid.Separation.Demucs;

/// <summary>What the training configurations of HDemucs and HTDemucs have in common.</summary>
internal static class DemucsYaml
{
    /// <summary>Arguments of both constructors. Those that only shape the start of training are among them.</summary>
    private static readonly string[] s_known =
    [
        "sources", "audio_channels", "samplerate", "segment", "channels", "channels_time", "growth", "nfft", "wiener_iters", "end_iters", "wiener_residual", "cac",
        "depth", "rewrite", "multi_freqs", "multi_freqs_depth", "freq_emb", "emb_scale", "emb_smooth", "kernel_size", "stride", "time_stride", "context",
        "context_enc", "norm_starts", "norm_groups", "dconv_mode", "dconv_depth", "dconv_comp", "dconv_init", "rescale",
    ];

    /// <summary>The constructor's arguments.</summary>
    /// <param name="config">The configuration: <c>model</c> names the block of arguments, <c>training</c> holds rate, segment and stems.</param>
    /// <param name="className">Class of the network.</param>
    /// <param name="further">Arguments that only this class has.</param>
    public static IReadOnlyDictionary<string, object?> ArgumentsFrom(TrainingConfig config, string className, params IEnumerable<string> further)
    {
        if (!string.Equals(config.ModelName, className, StringComparison.OrdinalIgnoreCase))
            throw config.Root.Refuse("model", $"{className.ToLowerInvariant()}, for that is what the checkpoint is");
        var arguments = config.Arguments(className, s_known.Concat(further));
        config.Training.RequireKey("segment");
        var rate = config.Training.Int("samplerate", 44_100, 8_000, 192_000);
        arguments["sources"] = config.Instruments.ToList<object?>();
        arguments["samplerate"] = (long)rate;
        arguments["audio_channels"] = (long)config.Training.Int("channels", 2, 1, 2);
        arguments["segment"] = config.Training.Number("segment", 0, 0.1, 120);
        return arguments;
    }

    /// <summary>Names of stems that nothing tells, by their number.</summary>
    public static List<object?> Stems(long count) => count switch
    {
        4 => ["drums", "bass", "other", "vocals"],
        6 => ["drums", "bass", "other", "vocals", "guitar", "piano"],
        _ => [.. Enumerable.Range(1, (int)Math.Clamp(count, 1, 64)).Select(i => $"stem{i}")],
    };

    /// <summary>Layers of a name, which holds {0} for their number.</summary>
    public static long Count(TensorStore tensors, string name)
    {
        var count = 0;
        while (count < 64 && tensors.Contains(name.Replace("{0}", $"{count}", StringComparison.Ordinal)))
            count++;
        return count;
    }
}
