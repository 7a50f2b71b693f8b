using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Demucs;

/// <summary>A learnt vector for each frequency, added after the first layer of the spectrogram's branch.</summary>
internal sealed class FrequencyEmbedding
{
    private readonly Engine _engine;
    private readonly float[] _embedding;
    private readonly int _channels;
    private readonly int _frequencies;

    public FrequencyEmbedding(Engine engine, TensorSource w, DemucsConfig config, int frequencies, int channels)
    {
        (_engine, _channels, _frequencies) = (engine, channels, frequencies);
        _embedding = w.Read("freq_emb.embedding.weight", frequencies, channels);
        var scale = (float)config.FrequencyEmbedding * (float)config.EmbeddingScale;
        TensorPrimitives.Multiply(_embedding, scale, _embedding);
    }

    public unsafe void AddTo(Span<float> x, FeatureMap map)
    {
        fixed (float* start = x)
        {
            var body = new Body(this, start, map);
            _engine.Workers.For(_channels, ref body);
        }
    }

    private readonly unsafe struct Body(FrequencyEmbedding owner, float* x, FeatureMap map) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            for (var f = 0; f < owner._frequencies; f++)
            {
                var row = new Span<float>(x + ((long)index * map.ChannelStride) + (f * map.Width), map.Width);
                TensorPrimitives.Add(row, owner._embedding[(f * owner._channels) + index], row);
            }
        }
    }
}
