using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Mdx23c;

/// <summary>The shape of a TFC-TDF U-net, version 3 (Kim, Lee and Jung 2023), which the field calls MDX23C. Names are those of its configurations.</summary>
internal sealed record TfcTdfConfig
{
    public const string ClassName = "TFC_TDF_net";

    public required IReadOnlyList<string> Sources { get; init; }
    public required int SampleRate { get; init; }
    public required int AudioChannels { get; init; }
    public required int SegmentFrames { get; init; }
    public required int Nfft { get; init; }
    public required int Hop { get; init; }

    /// <summary>Lowest bins of the spectrum that the network sees; the others are 0 in its stems.</summary>
    public required int Bins { get; init; }

    /// <summary>Bands that the spectrum is cut into and that become channels.</summary>
    public required int Subbands { get; init; }

    public required int Scales { get; init; }

    /// <summary>Frames and frequencies that become one from a scale to the next.</summary>
    public required (int Frames, int Frequencies) Scale { get; init; }

    public required int BlocksPerScale { get; init; }

    /// <summary>Channels of the outermost scale.</summary>
    public required int Channels { get; init; }

    /// <summary>Channels that each scale has more.</summary>
    public required int Growth { get; init; }

    /// <summary>How much narrower the middle of a fully connected pair is.</summary>
    public required int Bottleneck { get; init; }

    /// <summary>Groups of the normalisations; 0: every channel for itself (InstanceNorm).</summary>
    public required int NormGroups { get; init; }

    public required Inference.Activation Activation { get; init; }

    /// <summary>Channels of the spectrum: real and imaginary part of every audio channel, cut into bands.</summary>
    public int Planes => 2 * AudioChannels * Subbands;

    /// <summary>Frames of the spectrum of a segment.</summary>
    public int Frames => (SegmentFrames / Hop) + 1;

    /// <summary>Shape at a scale, with the channels given; scale 0 is the outermost.</summary>
    public Inference.FeatureMap Map(int scale, int channels) =>
        new(channels, Frames / Power(Scale.Frames, scale), Bins / Subbands / Power(Scale.Frequencies, scale));

    /// <summary>Channels at a scale.</summary>
    public int ChannelsAt(int scale) => Channels + (scale * Growth);

    public static TfcTdfConfig From(IReadOnlyDictionary<string, object?> arguments)
    {
        var a = new ConstructorArguments(ClassName, arguments);
        var nfft = a.Int("n_fft", 8192, 64, 1 << 16);
        var scale = a.Ints("scale", 2, 2);
        var norm = a.Text("norm", "InstanceNorm");
        var act = a.Text("act", "gelu");
        var config = new TfcTdfConfig
        {
            Sources = a.Texts("sources", "vocals", "other"),
            SampleRate = a.Int("sample_rate", 44_100, 8_000, 192_000),
            AudioChannels = a.Int("num_channels", 2, 1, 2),
            SegmentFrames = a.Int("chunk_size", 261_120, 256, 1 << 23),
            Nfft = nfft,
            Hop = a.Int("hop_length", 1024, 16, nfft),
            Bins = a.Int("dim_f", nfft / 2, 16, (nfft / 2) + 1),
            Subbands = a.Int("num_subbands", 4, 1, 64),
            Scales = a.Int("num_scales", 5, 1, 8),
            Scale = scale is [var frames and >= 1 and <= 16, var frequencies and >= 1 and <= 16] ? (frames, frequencies) : throw a.Refuse("scale"),
            BlocksPerScale = a.Int("num_blocks_per_scale", 2, 1, 16),
            Channels = a.Int("num_channels_model", 128, 1, 2048),
            Growth = a.Int("growth", 128, 0, 2048),
            Bottleneck = a.Int("bottleneck_factor", 4, 1, 64),
            NormGroups = norm == "InstanceNorm" ? 0
                : norm.StartsWith("GroupNorm", StringComparison.Ordinal) && int.TryParse(norm.AsSpan(9), out var groups) && groups is > 0 and <= 1024 ? groups
                : throw a.Refuse("norm"),
            Activation = act switch { "gelu" => Inference.Activation.Gelu, "relu" => Inference.Activation.Relu, _ => throw a.Refuse("act") },
        };
        if (config.SegmentFrames % config.Hop != 0)
            throw new CheckpointException($"A chunk of {config.SegmentFrames} samples is no multiple of the hop of {config.Hop}, which MDX23C needs: its chunk_size is wrong.");
        if (config.Frames % Power(config.Scale.Frames, config.Scales) != 0 || config.Bins % (config.Subbands * Power(config.Scale.Frequencies, config.Scales)) != 0)
            throw new CheckpointException($"{config.Frames} frames of {config.Bins} bins cannot be halved {config.Scales} times, as MDX23C needs: its chunk_size, hop_length or dim_f is wrong.");
        if (config.NormGroups > 0 && Enumerable.Range(0, config.Scales + 1).Any(i => config.ChannelsAt(i) % config.NormGroups != 0))
            throw a.Refuse("norm");
        if (Enumerable.Range(0, config.Scales + 1).Any(i => 2L * config.ChannelsAt(i) * config.Map(i, 0).Area > int.MaxValue)
            || (long)config.Sources.Count * config.Planes * config.Map(0, 0).Area > int.MaxValue)
            throw new CheckpointException($"A chunk of {config.SegmentFrames} samples is longer than this network can take: its chunk_size is wrong.");
        return config;
    }

    private static int Power(int value, int exponent)
    {
        var power = 1;
        for (var i = 0; i < exponent; i++)
            power *= value;
        return power;
    }
}
