using Unbraid.Inference;

namespace Unbraid.Separation.SCNet;

/// <summary>
/// SCNet (Tong et al. 2024, "Sparse compression network for music source separation"): three bands made sparser at different rates, a dual-path
/// network over what remains, and a decoder that mirrors the encoder.
/// </summary>
internal sealed class SCNetNetwork : ISeparationModel
{
    private const double Epsilon = 1e-5;

    private readonly Engine _engine;
    private readonly SCNetConfig _config;
    private readonly SCNetWeights _weights;
    private readonly SCNetScratch _scratch;

    public SCNetNetwork(string name, Engine engine, SCNetConfig config, SCNetWeights weights, SCNetScratch scratch)
    {
        (_engine, _config, _weights, _scratch) = (engine, config, weights, scratch);
        Spec = new ModelSpec
        {
            Name = name,
            Stems = config.Sources,
            SampleRate = config.SampleRate,
            SegmentFrames = config.SegmentFrames,
            Overlap = 0.5, // as the authors'
            Normalization = config.NormalizesSong ? SongNormalization.Unbiased : SongNormalization.None,
        };
    }

    public ModelSpec Spec { get; }

    public StageProbe? Probe { get; set; }

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        var s = _scratch;
        var (levels, frames) = (_weights.Levels, s.Spectrogram.Frames);

        var spectrum = s.X[..levels[0].Map(4, frames).Span];
        s.Spectrogram.Forward(mixture, spectrum);
        var (mean, deviation) = (0.0, 1.0);
        if (_weights.Masks is { } masks)
        {
            spectrum.CopyTo(s.Mixture);
            masks.AddOffsets(spectrum, frames);
        }
        else if (_config.NormalizesChunk)
        {
            (mean, deviation) = Elementwise.Statistics(_engine, spectrum);
            var scale = 1 / (Epsilon + deviation);
            Elementwise.Affine(_engine, spectrum, (float)scale, (float)(-mean * scale), spectrum);
        }

        for (var i = 0; i < levels.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _weights.Encoder[i].Run(s.X, frames, s.Skip(i), s.X, s.Work);
            Probe?.Invoke($"encoder.{i}.0", s.X[..s.Skip(i).Length]);
            Probe?.Invoke($"encoder.{i}.1", s.Skip(i));
        }

        // Channels go to the end, so that LSTMs and linear layers see rows of features.
        var inner = levels[^1].SparseMap(levels[^1].Outputs, frames);
        Elementwise.Transpose(_engine, s.X, inner.Channels, inner.Area, s.Tokens);
        _weights.Separation.Run(s.Tokens, inner.Height, s.OtherTokens, s.X, Probe, cancellationToken);
        Probe?.Invoke("separation_net", s.Tokens[..inner.Span]);
        Elementwise.Transpose(_engine, s.Tokens, inner.Area, inner.Channels, s.X);

        for (var i = 0; i < levels.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var level = levels.Count - 1 - i;
            _weights.Decoder[i].Run(s.X, s.Skip(level), frames, s.Work, s.X);
            Probe?.Invoke($"decoder.{i}.1", s.X[..levels[level].Map(level == 0 ? 4 * _config.Sources.Count : levels[level].Inputs, frames).Span]);
        }

        spectrum = s.X[..levels[0].Map(4 * _config.Sources.Count, frames).Span];
        if (_weights.Masks is not null)
        {
            _weights.Masks.Run(spectrum, s.Mixture, frames, s.MaskRoom, s.Masked);
            spectrum = s.Masked;
        }
        else if (_config.NormalizesChunk)
        {
            Elementwise.Affine(_engine, spectrum, (float)deviation, (float)mean, spectrum);
        }

        s.Spectrogram.Inverse(spectrum, 2 * _config.Sources.Count, stems);
    }

    public void Dispose()
    {
    }
}
