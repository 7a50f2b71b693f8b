using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Demucs;

/// <summary>Encoder and decoder layers of both branches. Encoders start at the outermost layer, decoders at the innermost.</summary>
internal sealed class UNetWeights
{
    public UNetWeights(Engine engine, DemucsConfig config, TensorSource w)
    {
        var layers = config.Layers();
        var (encoderDConv, decoderDConv) = ((config.DConvMode & 1) != 0, (config.DConvMode & 2) != 0);
        Encoder = [.. layers.Select(l => new EncoderLayer(engine, w.Scope($"encoder.{l.Index}."), l.Spectral, encoderDConv, joins: l.Time is { IsEmpty: true }))];
        TimeEncoder = [.. layers.Where(l => l.Time is not null).Select(
            l => new EncoderLayer(engine, w.Scope($"tencoder.{l.Index}."), l.Time!, encoderDConv, joins: false))];
        var innermostFirst = layers.Reverse().ToList();
        Decoder = [.. innermostFirst.Select((l, i) => new DecoderLayer(
            engine, w.Scope($"decoder.{i}."), l.Spectral, l.SpectralDecoded, decoderDConv, isLast: l.Index == 0))];
        TimeDecoder = [.. innermostFirst.Where(l => l.Time is not null).Select((l, i) => new DecoderLayer(
            engine, w.Scope($"tdecoder.{i}."), l.Time!, l.TimeDecoded, decoderDConv, isLast: l.Index == 0))];
        if (config.FrequencyEmbedding != 0)
        {
            Embedding = new FrequencyEmbedding(engine, w, config, config.Nfft / 2 / config.Stride, layers[0].Spectral.Outputs);
        }
    }

    public EncoderLayer[] Encoder { get; }

    public EncoderLayer[] TimeEncoder { get; }

    public DecoderLayer[] Decoder { get; }

    public DecoderLayer[] TimeDecoder { get; }

    public FrequencyEmbedding? Embedding { get; }
}
