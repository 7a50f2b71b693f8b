using Unbraid.Inference;

namespace Unbraid.Separation.Demucs;

/// <summary>Mean and standard deviation that were taken out of a signal.</summary>
internal readonly record struct Standardization(double Mean, double Deviation);

/// <summary>Encoder and decoder of both branches, run one branch after the other.</summary>
internal sealed class UNet
{
    private const double Epsilon = 1e-5;

    private readonly Engine _engine;
    private readonly UNetWeights _net;
    private readonly UNetScratch _scratch;
    private readonly int _signals;
    private readonly bool _merges;

    public UNet(Engine engine, DemucsConfig config, UNetWeights weights, UNetScratch scratch)
    {
        (_engine, _net, _scratch, _signals) = (engine, weights, scratch, 2 * config.Sources.Count);
        _merges = config.Layers().Any(l => l.Time is { IsEmpty: true });
    }

    public StageProbe? Probe { get; set; }

    /// <summary>Runs the encoder of the waveform; what its layers deliver stays in the scratch.</summary>
    public Standardization EncodeTime(ReadOnlySpan<float> mixture, UNetShapes shapes, CancellationToken cancellationToken)
    {
        var maps = shapes.Time;
        ReadOnlySpan<float> x = _scratch.X[..maps[0].Span];
        var standardization = Normalize(mixture, _scratch.X[..maps[0].Span]);
        for (var i = 0; i < _net.TimeEncoder.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var y = _scratch.TimeSkip(i)[..maps[i + 1].Span];
            _net.TimeEncoder[i].Run(x, maps[i], default, _scratch.Work, y, _scratch.Layers);
            Probe?.Invoke($"tencoder.{i}", y);
            x = y;
        }

        return standardization;
    }

    /// <summary>Runs the encoder of the spectrogram; where the branches merge it takes up what the waveform's encoder delivered.</summary>
    public Standardization EncodeSpectral(ReadOnlySpan<float> mixture, UNetShapes shapes, CancellationToken cancellationToken)
    {
        var maps = shapes.Spectral;
        var spectrum = _scratch.X[..maps[0].Span];
        _scratch.Spectrogram.Forward(mixture, shapes.Frames, spectrum);
        Probe?.Invoke("spectrogram", spectrum);
        var standardization = Normalize(spectrum, spectrum);
        ReadOnlySpan<float> x = spectrum;
        for (var i = 0; i < _net.Encoder.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var y = _scratch.SpectralSkip(i)[..maps[i + 1].Span];
            var joined = _merges && i == _net.TimeEncoder.Length - 1 ? _scratch.TimeSkip(i)[..shapes.Time[i + 1].Span] : default;
            _net.Encoder[i].Run(x, maps[i], joined, _scratch.Work, y, _scratch.Layers);
            Probe?.Invoke($"encoder.{i}", y);
            if (i == 0)
            {
                _net.Embedding?.AddTo(y, maps[1]);
            }

            x = y;
        }

        return standardization;
    }

    /// <summary>Runs the decoder of the spectrogram and transforms back. Where the branches part, what the waveform's decoder starts from is kept.</summary>
    /// <param name="startsFromZero">Whether nothing but skips enters the innermost layer; otherwise it is taken from <see cref="UNetScratch.X"/>.</param>
    /// <param name="standardization">Put back into the result.</param>
    /// <param name="shapes">Shapes.</param>
    /// <param name="stems">Destination, [signals, frames].</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    public void DecodeSpectral(bool startsFromZero, Standardization standardization, UNetShapes shapes, Span<float> stems, CancellationToken cancellationToken)
    {
        var maps = shapes.Spectral;
        for (var i = 0; i < _net.Decoder.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var depth = _net.Decoder.Length - i;
            var (inner, frames) = (maps[depth], maps[depth - 1].Width);
            var source = startsFromZero && i == 0 ? default : _scratch.X;
            _net.Decoder[i].Run(source, _scratch.SpectralSkip(depth - 1)[..inner.Span], inner, _scratch.Work, _scratch.X, frames, _scratch.Layers);
            Report("decoder", i, _net.Decoder[i].OutputOf(inner, frames), _scratch.Work[..inner.Span]);
            if (_merges && depth == _net.TimeDecoder.Length)
            {
                _scratch.Work[..inner.Span].CopyTo(_scratch.TimeBottom);
            }
        }

        _scratch.Spectrogram.Inverse(_scratch.X, (float)standardization.Deviation, (float)standardization.Mean, _signals, shapes.Frames, stems);
    }

    /// <summary>Runs the decoder of the waveform from <see cref="UNetScratch.TimeBottom"/> and adds its result.</summary>
    public void DecodeTime(Standardization standardization, UNetShapes shapes, Span<float> stems, CancellationToken cancellationToken)
    {
        var maps = shapes.Time;
        ReadOnlySpan<float> source = _scratch.TimeBottom;
        for (var i = 0; i < _net.TimeDecoder.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var depth = _net.TimeDecoder.Length - i;
            var (inner, frames) = (maps[depth], maps[depth - 1].Width);
            _net.TimeDecoder[i].Run(source, _scratch.TimeSkip(depth - 1)[..inner.Span], inner, _scratch.Work, _scratch.X, frames, _scratch.Layers);
            Report("tdecoder", i, _net.TimeDecoder[i].OutputOf(inner, frames), _merges && i == 0 ? source[..inner.Span] : _scratch.Work[..inner.Span]);
            source = _scratch.X;
        }

        var xt = _scratch.X[..stems.Length];
        Elementwise.Affine(_engine, xt, (float)standardization.Deviation, (float)standardization.Mean, xt);
        Elementwise.Add(_engine, stems, xt, stems);
    }

    private Standardization Normalize(ReadOnlySpan<float> x, Span<float> y)
    {
        var (mean, deviation) = Elementwise.Statistics(_engine, x);
        var scale = 1 / (Epsilon + deviation);
        Elementwise.Affine(_engine, x, (float)scale, (float)(-mean * scale), y);
        return new Standardization(mean, deviation);
    }

    private void Report(string branch, int layer, FeatureMap output, ReadOnlySpan<float> beforeUpsampling)
    {
        Probe?.Invoke($"{branch}.{layer}.0", _scratch.X[..output.Span]);
        Probe?.Invoke($"{branch}.{layer}.1", beforeUpsampling);
    }
}
