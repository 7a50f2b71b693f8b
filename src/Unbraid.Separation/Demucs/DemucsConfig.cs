
namespace Unbraid.Separation.Demucs;

/// <summary>What the U-nets of HTDemucs and HDemucs share. Names and defaults are those of the original constructors.</summary>
internal sealed record DemucsConfig
{
    public required IReadOnlyList<string> Sources { get; init; }
    public int Channels { get; init; } = 48;
    public int TimeChannels { get; init; } = 48;
    public double Growth { get; init; } = 2;
    public int Nfft { get; init; } = 4096;
    public int Depth { get; init; } = 4;
    public int KernelSize { get; init; } = 8;
    public int Stride { get; init; } = 4;
    public int TimeStride { get; init; } = 2;
    public int Context { get; init; } = 1;
    public int NormStarts { get; init; } = 4;
    public int NormGroups { get; init; } = 4;
    public int DConvMode { get; init; } = 1;
    public int DConvDepth { get; init; } = 2;
    public double DConvCompression { get; init; } = 8;

    /// <summary>First layer whose residual branch holds attention. Default: none.</summary>
    public int DConvAttention { get; init; } = int.MaxValue;

    /// <summary>First layer whose residual branch holds an LSTM. Default: none.</summary>
    public int DConvLstm { get; init; } = int.MaxValue;

    /// <summary>Weight of the frequency embedding after the first layer; 0 for none.</summary>
    public double FrequencyEmbedding { get; init; } = 0.2;

    public double EmbeddingScale { get; init; } = 10;
    public int SampleRate { get; init; } = 44_100;
    public required int SegmentFrames { get; init; }

    /// <summary>Samples between frames of the spectrogram.</summary>
    public int Hop => Nfft / 4;

    /// <summary>What tells scratch apart, by value.</summary>
    public object ToKey() => (this with { Sources = [] }, string.Join('\n', Sources));

    /// <summary>Reads the arguments of a checkpoint.</summary>
    /// <param name="a">The arguments.</param>
    /// <param name="hasRecurrence">HDemucs: its residual branches may hold LSTMs and attention, and its defaults differ.</param>
    public static DemucsConfig From(ConstructorArguments a, bool hasRecurrence)
    {
        a.Require(
            ("audio_channels", 2), ("cac", true), ("rewrite", true), ("multi_freqs", null), ("context_enc", 0),
            ("hybrid", true), ("hybrid_old", false));
        var channels = a.Int("channels", 48, 1, 1024);
        var sampleRate = a.Int("samplerate", 44_100, 8_000, 192_000);
        var config = new DemucsConfig
        {
            Sources = a.Texts("sources", "drums", "bass", "other", "vocals"),
            Channels = channels,
            TimeChannels = a.Int("channels_time", channels, 0, 1024) is var time && time == 0 ? channels : time,
            Growth = a.Number("growth", 2),
            Nfft = a.Int("nfft", 4096, 64, 1 << 16),
            Depth = a.Int("depth", hasRecurrence ? 6 : 4, 1, 10),
            KernelSize = a.Int("kernel_size", 8, 4, 64),
            Stride = a.Int("stride", 4, 2, 32),
            TimeStride = a.Int("time_stride", 2, 1, 16),
            Context = a.Int("context", 1, 0, 8),
            NormStarts = a.Int("norm_starts", 4),
            NormGroups = a.Int("norm_groups", 4, 1),
            DConvMode = a.Int("dconv_mode", 1, 0, 3),
            DConvDepth = a.Int("dconv_depth", 2, 0, 8),
            DConvCompression = a.Number("dconv_comp", hasRecurrence ? 4 : 8),
            DConvAttention = hasRecurrence ? a.Int("dconv_attn", 4) : int.MaxValue,
            DConvLstm = hasRecurrence ? a.Int("dconv_lstm", 4) : int.MaxValue,
            FrequencyEmbedding = a.Number("freq_emb", 0.2),
            EmbeddingScale = a.Number("emb_scale", 10),
            SampleRate = sampleRate,
            SegmentFrames = a.Frames("segment", hasRecurrence ? HDemucs.HDemucsNetwork.SegmentSeconds : 10, sampleRate, 120),
        };
        return config;
    }

    /// <summary>The layers from the outermost in, both branches.</summary>
    public IReadOnlyList<LayerPlan> Layers()
    {
        var layers = new List<LayerPlan>();
        var (spectralIn, timeIn) = (4, 2);
        var (spectralOut, timeOut) = (Channels, TimeChannels);
        var frequencies = Nfft / 2;
        for (var index = 0; index < Depth; index++)
        {
            var overFrequency = frequencies > 1;
            var merges = overFrequency && frequencies <= KernelSize;
            if (merges)
            {
                spectralOut = timeOut = Math.Max(timeOut, spectralOut);
            }

            var spectral = new LayerShape
            {
                Inputs = spectralIn,
                Outputs = spectralOut,
                OverFrequency = overFrequency,
                Kernel = !overFrequency ? TimeStride * 2 : merges ? frequencies : KernelSize,
                Stride = overFrequency ? Stride : TimeStride,
                Padding = merges ? 0 : (overFrequency ? KernelSize : TimeStride * 2) / 4,
                Context = Context,
                NormGroups = index >= NormStarts ? NormGroups : 0,
                DConv = new DConvShape(DConvDepth, DConvCompression, index >= DConvLstm, index >= DConvAttention),
            };
            var time = spectral with
            {
                Inputs = timeIn,
                Outputs = timeOut,
                OverFrequency = false,
                Kernel = KernelSize,
                Stride = Stride,
                Padding = KernelSize / 4,
                IsEmpty = merges,
            };
            layers.Add(new LayerPlan(
                index, spectral, overFrequency ? time : null, index == 0 ? 4 * Sources.Count : spectralIn, index == 0 ? 2 * Sources.Count : timeIn));
            (spectralIn, timeIn) = (spectralOut, timeOut);
            (spectralOut, timeOut) = ((int)(Growth * spectralOut), (int)(Growth * timeOut));
            frequencies = !overFrequency || merges ? 1 : frequencies / Stride;
        }

        return layers;
    }
}

/// <summary>One depth of the U-net: the encoder layers of both branches and what their decoder layers deliver.</summary>
/// <param name="Index">0 is the outermost.</param>
/// <param name="Spectral">The branch of the spectrogram.</param>
/// <param name="Time">The branch of the waveform; null below the merge.</param>
/// <param name="SpectralDecoded">Channels out of the spectral decoder layer.</param>
/// <param name="TimeDecoded">Channels out of the decoder layer of the waveform.</param>
internal sealed record LayerPlan(int Index, LayerShape Spectral, LayerShape? Time, int SpectralDecoded, int TimeDecoded);

/// <summary>The shape of an encoder layer and of the decoder layer that mirrors it.</summary>
internal sealed record LayerShape
{
    public required int Inputs { get; init; }
    public required int Outputs { get; init; }

    /// <summary>Whether the layer strides over frequency; otherwise over time.</summary>
    public required bool OverFrequency { get; init; }

    public required int Kernel { get; init; }
    public required int Stride { get; init; }
    public required int Padding { get; init; }
    public required int Context { get; init; }

    /// <summary>Groups of the normalisations; 0 for none.</summary>
    public required int NormGroups { get; init; }

    public required DConvShape DConv { get; init; }

    /// <summary>The layer where the branches meet is, in the waveform's branch, a convolution and nothing else.</summary>
    public bool IsEmpty { get; init; }
}

/// <summary>The residual branch of a layer.</summary>
/// <param name="Depth">Sub-layers; dilation doubles from one to the next.</param>
/// <param name="Compression">Channels divided by this inside.</param>
/// <param name="HasLstm">Whether an LSTM follows the dilated convolution.</param>
/// <param name="HasAttention">Whether local attention follows that.</param>
internal sealed record DConvShape(int Depth, double Compression, bool HasLstm, bool HasAttention);
