using Unbraid.Inference.Checkpoints;

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

    /// <summary>
    /// Whether the whole song is normalised before the network, from our argument <c>normalize_song</c>. It belongs to the weights: the authors
    /// did, Music-Source-Separation-Training does where <c>inference.normalize</c> says so. Default: no.
    /// </summary>
    public bool NormalizesSong { get; init; }

    /// <summary>
    /// Whether the spectrum of every chunk is normalised inside the network, from our argument <c>normalize_chunk</c>. The authors' code does since
    /// September 2024, which is after every published file. Default: no.
    /// </summary>
    public bool NormalizesChunk { get; init; }

    public static SCNetConfig From(IReadOnlyDictionary<string, object?> arguments, bool masked = false)
    {
        var a = new ConstructorArguments(ClassName, arguments);
        var nfft = a.Int("nfft", 4096, 64, 1 << 16);
        var sampleRate = a.Int("samplerate", 44_100, 8_000, 192_000);
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
            SampleRate = sampleRate,
            SegmentFrames = a.Frames("segment", SegmentSeconds, sampleRate, 120),
            Masked = masked,
            NormalizesSong = a.Flag("normalize_song", false),
            NormalizesChunk = a.Flag("normalize_chunk", false),
        };
        if (config.Dims.Count < 2 || config.Dims[0] != 4 || config.Dims.Any(d => d < 1) || config.DualPathLayers % 2 != 0
            || config.BandShares.Count != 3 || config.BandShares.Any(s => s is not (> 0 and < 1)) || config.BandShares.Sum() > 1.001
            || config.BandStrides.Count != 3 || config.BandKernels.Count != 3 || config.ConvolutionDepths.Count != 3 || config.ConvolutionKernel % 2 == 0
            || config.BandKernels.Zip(config.BandStrides).Any(band => band.Second < 1 || band.First < band.Second) || (masked && config.NormalizesChunk))
        {
            throw new CheckpointException("The checkpoint is of a variant of SCNet that is not supported.");
        }

        return config;
    }
}
