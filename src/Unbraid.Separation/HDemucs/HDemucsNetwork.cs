using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Demucs;

namespace Unbraid.Separation.HDemucs;

/// <summary>
/// Hybrid Demucs, version 3 (Défossez 2021, "Hybrid spectrogram and waveform source separation"): a U-net over the spectrogram and one over the
/// waveform that share their innermost layers, in which LSTMs and local attention look along time. The sum of both outputs is the result.
/// </summary>
internal sealed class HDemucsNetwork : ISeparationModel
{
    public const string ClassName = "HDemucs";

    /// <summary>Seconds of a segment where a checkpoint does not say.</summary>
    public const int SegmentSeconds = 40;

    private readonly UNet _net;
    private readonly UNetScratch _scratch;

    public HDemucsNetwork(string name, Engine engine, DemucsConfig config, UNetWeights weights, UNetScratch scratch)
    {
        _net = new UNet(engine, config, weights, scratch);
        _scratch = scratch;
        Spec = new ModelSpec
        {
            Name = name,
            Stems = config.Sources,
            SampleRate = config.SampleRate,
            SegmentFrames = config.SegmentFrames,
            AcceptsShortSegments = true,
        };
    }

    public ModelSpec Spec { get; }

    public StageProbe? Probe
    {
        get => _net.Probe;
        set => _net.Probe = value;
    }

    /// <summary>Reads the arguments of a checkpoint.</summary>
    public static DemucsConfig ConfigOf(IReadOnlyDictionary<string, object?> arguments)
    {
        var config = DemucsConfig.From(new ConstructorArguments(ClassName, arguments), hasRecurrence: true);
        return config.Layers().Any(l => l.Time is { IsEmpty: true })
            ? config
            : throw new CheckpointException("The checkpoint is of a variant of HDemucs that is not supported: its branches never merge.");
    }

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        var shapes = _scratch.ShapesOf(mixture.Length / 2);
        var timeMoments = _net.EncodeTime(mixture, shapes, cancellationToken);
        var spectralMoments = _net.EncodeSpectral(mixture, shapes, cancellationToken);
        _net.DecodeSpectral(startsFromZero: true, spectralMoments, shapes, stems, cancellationToken);
        _net.DecodeTime(timeMoments, shapes, stems, cancellationToken);
    }

    public void Dispose()
    {
    }
}
