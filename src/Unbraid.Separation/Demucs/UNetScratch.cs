using Unbraid.Inference;

namespace Unbraid.Separation.Demucs;

/// <summary>
/// Room for one pass through encoder and decoder: what the encoders deliver is kept for the decoders, everything else shares three buffers.
/// The branches run one after the other, so they share them too.
/// </summary>
internal sealed class UNetScratch : IDisposable
{
    private readonly int[] _spectralSkips;
    private readonly int[] _timeSkips;
    private readonly int _x;
    private readonly int _work;
    private readonly int _timeBottom;
    private readonly DemucsConfig _config;
    private readonly UNetWeights _weights;

    public UNetScratch(Engine engine, DemucsConfig config, UNetWeights weights)
    {
        (_config, _weights) = (config, weights);
        Spectrogram = new HybridSpectrogram(engine, config.Nfft, config.SegmentFrames, Arena);
        Layers = new LayerScratch(Arena);
        Shapes = new UNetShapes(config, weights, Spectrogram, config.SegmentFrames);
        var (x, work) = (0, 0);
        Measure(weights.Encoder, weights.Decoder, Shapes.Spectral, ref x, ref work);
        Measure(weights.TimeEncoder, weights.TimeDecoder, Shapes.Time, ref x, ref work);
        _spectralSkips = [.. Shapes.Spectral.Skip(1).Select((m, i) => Arena.Reserve($"encoder.{i}", m.Span))];
        _timeSkips = [.. Shapes.Time.Skip(1).Select((m, i) => Arena.Reserve($"tencoder.{i}", m.Span))];
        _x = Arena.Reserve("signal", x);
        _work = Arena.Reserve("work", work);
        _timeBottom = Arena.Reserve("time bottom", Shapes.Time[^1].Span);
        Layers.Reserve();
    }

    public Arena Arena { get; } = new();

    public HybridSpectrogram Spectrogram { get; }

    public LayerScratch Layers { get; }

    /// <summary>Shapes for a segment of full length.</summary>
    public UNetShapes Shapes { get; }

    /// <summary>Shapes for a shorter segment.</summary>
    public UNetShapes ShapesOf(int frames) => frames == Shapes.Frames ? Shapes : new UNetShapes(_config, _weights, Spectrogram, frames);

    /// <summary>What goes from layer to layer.</summary>
    public Span<float> X => Arena.Span(_x);

    /// <summary>What a layer works on.</summary>
    public Span<float> Work => Arena.Span(_work);

    /// <summary>What the encoder layer of that depth delivered.</summary>
    public Span<float> SpectralSkip(int depth) => Arena.Span(_spectralSkips[depth]);

    /// <summary>What the decoder of the waveform starts from.</summary>
    public Span<float> TimeBottom => Arena.Span(_timeBottom);

    public Span<float> TimeSkip(int depth) => Arena.Span(_timeSkips[depth]);

    public void Dispose() => Arena.Dispose();

    private void Measure(EncoderLayer[] encoders, DecoderLayer[] decoders, IReadOnlyList<FeatureMap> shapes, ref int x, ref int work)
    {
        x = Math.Max(x, shapes[0].Span);
        for (var depth = 0; depth < encoders.Length; depth++)
        {
            var (input, inner) = (shapes[depth], shapes[depth + 1]);
            var decoder = decoders[encoders.Length - 1 - depth];
            encoders[depth].Require(Layers, input);
            decoder.Require(Layers, inner);
            work = Math.Max(work, inner.Span);
            x = Math.Max(x, Math.Max(inner.Span, decoder.OutputOf(inner, input.Width).Span));
        }
    }
}

/// <summary>The shapes between layers; index 0 is what goes into the outermost encoder layer.</summary>
internal sealed class UNetShapes
{
    public UNetShapes(DemucsConfig config, UNetWeights weights, HybridSpectrogram spectrogram, int frames)
    {
        Frames = frames;
        Spectral = Walk(weights.Encoder, new FeatureMap(4, config.Nfft / 2, spectrogram.FramesOf(frames)));
        Time = Walk(weights.TimeEncoder, new FeatureMap(2, 1, frames));
    }

    /// <summary>Samples of the segment.</summary>
    public int Frames { get; }

    public IReadOnlyList<FeatureMap> Spectral { get; }

    public IReadOnlyList<FeatureMap> Time { get; }

    private static FeatureMap[] Walk(EncoderLayer[] encoders, FeatureMap map)
    {
        var maps = new FeatureMap[encoders.Length + 1];
        maps[0] = map;
        for (var i = 0; i < encoders.Length; i++)
        {
            maps[i + 1] = encoders[i].OutputOf(maps[i]);
        }

        return maps;
    }
}
