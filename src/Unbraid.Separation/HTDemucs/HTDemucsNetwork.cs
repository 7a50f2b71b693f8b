using Unbraid.Inference;
using Unbraid.Separation.Demucs;

namespace Unbraid.Separation.HTDemucs;

/// <summary>
/// Hybrid Transformer Demucs (Rouard, Massa and Défossez 2023): two U-nets, one over the spectrogram and one over the waveform, joined at the
/// bottom by a transformer that attends across them. The sum of both outputs is the result.
/// </summary>
internal sealed class HTDemucsNetwork : ISeparationModel
{
    private readonly UNet _net;
    private readonly CrossTransformer _transformer;
    private readonly HTDemucsScratch _scratch;

    public HTDemucsNetwork(string name, Engine engine, HTDemucsConfig config, HTDemucsWeights weights, HTDemucsScratch scratch)
    {
        _net = new UNet(engine, config.UNet, weights.UNet, scratch.UNet);
        (_transformer, _scratch) = (weights.Transformer, scratch);
        Spec = new ModelSpec
        {
            Name = name,
            Stems = config.UNet.Sources,
            SampleRate = config.UNet.SampleRate,
            SegmentFrames = config.UNet.SegmentFrames,
        };
    }

    public ModelSpec Spec { get; }

    public StageProbe? Probe
    {
        get => _net.Probe;
        set => _net.Probe = value;
    }

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        var s = _scratch.UNet;
        var (shapes, inner, innerTime) = (s.Shapes, s.Shapes.Spectral[^1], s.Shapes.Time[^1]);
        var timeMoments = _net.EncodeTime(mixture, shapes, cancellationToken);
        var spectralMoments = _net.EncodeSpectral(mixture, shapes, cancellationToken);

        // The transformer works on copies, for the decoder needs what the innermost encoder layers delivered as it is.
        s.SpectralSkip(shapes.Spectral.Count - 2).CopyTo(s.X);
        s.TimeSkip(shapes.Time.Count - 2).CopyTo(s.TimeBottom);
        _transformer.Run(s.X, inner, s.TimeBottom, innerTime, _scratch.Transformer, Probe, cancellationToken);

        _net.DecodeSpectral(startsFromZero: false, spectralMoments, shapes, stems, cancellationToken);
        _net.DecodeTime(timeMoments, shapes, stems, cancellationToken);
    }

    public void Dispose()
    {
    }
}
