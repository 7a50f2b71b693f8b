using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>How a RoFormer is built. Sizes are those of the constructor's arguments in Music-Source-Separation-Training.</summary>
internal sealed record RoFormerConfig
{
    public required IReadOnlyList<string> Stems { get; init; }

    /// <summary>Whether bands overlap and are equally wide in mel, and every transformer ends with a norm; else bands tile the spectrum.</summary>
    public required bool IsMel { get; init; }

    public required int Channels { get; init; }

    public required int SampleRate { get; init; }

    /// <summary>Frames of a segment.</summary>
    public required int SegmentFrames { get; init; }

    public required int Nfft { get; init; }

    public required int Hop { get; init; }

    /// <summary>The bins of each band.</summary>
    public required IReadOnlyList<Band> Bands { get; init; }

    /// <summary>Features of a token.</summary>
    public required int Features { get; init; }

    /// <summary>Blocks of transformers: one over time and one over bands each.</summary>
    public required int Depth { get; init; }

    public required int TimeDepth { get; init; }

    public required int BandDepth { get; init; }

    /// <summary>Layers of linear attention at the start of each block; usually none.</summary>
    public required int LinearDepth { get; init; }

    public required int Heads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>Fully connected layers of a mask estimator.</summary>
    public required int MaskLayers { get; init; }

    /// <summary>Features between the layers of a mask estimator.</summary>
    public required int MaskFeatures { get; init; }

    /// <summary>Whether a block begins with the sum of what all blocks before it put out.</summary>
    public required bool SkipsConnect { get; init; }

    /// <summary>Whether the lowest bin of every stem is silenced.</summary>
    public required bool ZeroesDc { get; init; }

    /// <summary>Whether positions turn magnitudes (PoPE) and not pairs of features (rotary).</summary>
    public required bool IsPolar { get; init; }

    /// <summary>Features of all heads together.</summary>
    public int Inner => Heads * HeadSize;

    /// <summary>Frames of the spectrogram of a segment.</summary>
    public int Frames => 1 + (SegmentFrames / Hop);

    public int Bins => (Nfft / 2) + 1;

    /// <summary>Reads constructor arguments.</summary>
    /// <exception cref="CheckpointException">One is not supported.</exception>
    public static RoFormerConfig From(IReadOnlyDictionary<string, object?> arguments, bool isMel)
    {
        var a = new ConstructorArguments(isMel ? RoFormerFamily.MelClassName : RoFormerFamily.BandSplitClassName, arguments);
        var stems = a.Texts("sources", "vocals");
        var rate = a.Int("samplerate", 44_100, 8_000, 192_000);
        var nfft = a.Int("stft_n_fft", 2048, 16, 1 << 16);
        a.Require(("stft_win_length", nfft), ("num_stems", stems.Count));
        var features = a.Int("dim", 384, 1, 1 << 14);
        var bands = isMel
            ? Band.Mel(a.Int("num_bands", 60, 1, 1024), nfft, a.Int("sample_rate", 44_100, 8_000, 192_000))
            : Band.Tiled(a.Ints("freqs_per_bands", [.. Band.Default]), nfft);
        return new RoFormerConfig
        {
            Stems = stems,
            IsMel = isMel,
            Channels = a.Flag("stereo", false) ? 2 : 1,
            SampleRate = rate,
            SegmentFrames = a.Frames("segment", 8, rate, 120),
            Nfft = nfft,
            Hop = a.Int("stft_hop_length", 512, 1, nfft),
            Bands = bands,
            Features = features,
            Depth = a.Int("depth", 12, 1, 256),
            TimeDepth = a.Int("time_transformer_depth", 2, 1, 64),
            BandDepth = a.Int("freq_transformer_depth", 2, 1, 64),
            LinearDepth = a.Int("linear_transformer_depth", 0, 0, 64),
            Heads = a.Int("heads", 8, 1, 256),
            HeadSize = a.Int("dim_head", 64, 2, 1024),
            MaskLayers = a.Int("mask_estimator_depth", isMel ? 1 : 2, 1, 16) + (isMel ? 1 : 0),
            MaskFeatures = features * a.Int("mlp_expansion_factor", 4, 1, 64),
            SkipsConnect = a.Flag("skip_connection", false),
            ZeroesDc = a.Flag("zero_dc", true),
            IsPolar = a.Flag("use_pope", false),
        };
    }
}
