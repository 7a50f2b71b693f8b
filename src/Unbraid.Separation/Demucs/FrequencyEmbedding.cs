using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Demucs;

/// <summary>A learnt vector for each frequency, added after the first layer of the spectrogram's branch.</summary>
internal sealed class FrequencyEmbedding
{
    private readonly float[] _embedding;
    private readonly int _channels;
    private readonly int _frequencies;

    public FrequencyEmbedding(TensorSource w, DemucsConfig config, int frequencies, int channels)
    {
        (_channels, _frequencies) = (channels, frequencies);
        _embedding = w.Read("freq_emb.embedding.weight", frequencies, channels);
        var scale = (float)config.FrequencyEmbedding * (float)config.EmbeddingScale;
        TensorPrimitives.Multiply(_embedding, scale, _embedding);
    }

    public void AddTo(Span<float> x, FeatureMap map)
    {
        for (var c = 0; c < _channels; c++)
        {
            for (var f = 0; f < _frequencies; f++)
            {
                var row = x.Slice((c * map.ChannelStride) + (f * map.Width), map.Width);
                TensorPrimitives.Add(row, _embedding[(f * _channels) + c], row);
            }
        }
    }
}
