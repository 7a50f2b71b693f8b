using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Demucs;

/// <summary>
/// Attention whose weights fall off with distance, at a rate that each query sets (Défossez 2021, section 3.2, "local attention"), added to its input.
/// A position never attends to itself. One query's weights are computed at a time, so no positions x positions matrix is stored.
/// </summary>
internal sealed class LocalAttention
{
    private const int Heads = 4;
    private const int Decays = 4;
    private const float SelfScore = -100;

    private readonly Engine _engine;
    private readonly Convolution _content;
    private readonly Convolution _query;
    private readonly Convolution _key;
    private readonly Convolution _decay;
    private readonly Convolution _projection;
    private readonly int _channels;

    public LocalAttention(Engine engine, TensorSource w, int channels)
    {
        if (channels % Heads != 0)
        {
            throw new CheckpointException($"Local attention over {channels} channels cannot be cut into {Heads} heads.");
        }

        (_engine, _channels) = (engine, channels);
        _content = Pointwise("content", channels);
        _query = Pointwise("query", channels);
        _key = Pointwise("key", channels);
        _decay = Pointwise("query_decay", Heads * Decays);
        _projection = Pointwise("proj", channels);

        Convolution Pointwise(string name, int outputs) => new(
            engine, new ConvolutionShape(channels, outputs), w.Read($"{name}.weight", outputs, channels, 1), w.Read($"{name}.bias", outputs));
    }

    public void Require(LayerScratch scratch, int steps) =>
        scratch.Require(recurrent: ((4L * _channels) + (Heads * Decays) + _engine.Workers.Threads) * steps);

    /// <summary>x = x + projection(attention(x)), in place.</summary>
    /// <param name="x">[channels, steps]</param>
    /// <param name="steps">Steps of the sequence.</param>
    /// <param name="scratch">Room.</param>
    public unsafe void Run(Span<float> x, int steps, LayerScratch scratch)
    {
        var map = new FeatureMap(_channels, 1, steps);
        var decayMap = new FeatureMap(Heads * Decays, 1, steps);
        var room = scratch.Recurrent;
        var content = room[..map.Span];
        var query = room.Slice(map.Span, map.Span);
        var key = room.Slice(2 * map.Span, map.Span);
        var result = room.Slice(3 * map.Span, map.Span);
        var decay = room.Slice(4 * map.Span, decayMap.Span);
        _content.Run(x, map, content, map);
        _query.Run(x, map, query, map);
        _key.Run(x, map, key, map);
        _decay.Run(x, map, decay, decayMap);
        var scores = room.Slice((4 * map.Span) + decayMap.Span, _engine.Workers.Threads * steps);
        fixed (float* c = content, q = query, k = key, d = decay, r = result, s = scores)
        {
            var body = new Body(_channels / Heads, steps, c, q, k, d, r, s);
            _engine.Workers.For(Heads * ((steps + Body.Queries - 1) / Body.Queries), ref body);
        }

        _projection.Run(result, map, x, x, map);
    }

    private readonly unsafe struct Body(
        int size, int steps, float* content, float* query, float* key, float* decay, float* result, float* scores) : IParallelBody
    {
        public const int Queries = 64;

        public void Invoke(int index, int worker)
        {
            var blocks = (steps + Queries - 1) / Queries;
            var head = index / blocks;
            var first = index % blocks * Queries;
            for (var position = first; position < Math.Min(first + Queries, steps); position++)
            {
                Attend(head, position, new Span<float>(scores + ((long)worker * steps), steps));
            }
        }

        private void Attend(int head, int position, Span<float> weights)
        {
            float slope = 0;
            for (var f = 0; f < Decays; f++)
            {
                var gate = 1 / (1 + MathF.Exp(-decay[(((head * Decays) + f) * steps) + position]));
                slope += (f + 1) * gate / (2 * MathF.Sqrt(Decays));
            }

            for (var t = 0; t < steps; t++)
            {
                weights[t] = -slope * Math.Abs(t - position);
            }

            var scale = 1 / MathF.Sqrt(size);
            for (var c = head * size; c < (head + 1) * size; c++)
            {
                TensorPrimitives.MultiplyAdd(Row(key, c), query[(c * steps) + position] * scale, weights, weights);
            }

            weights[position] = SelfScore;
            TensorPrimitives.Subtract(weights, TensorPrimitives.Max(weights), weights); // so that no exponential overflows
            TensorPrimitives.SoftMax(weights, weights);
            for (var c = head * size; c < (head + 1) * size; c++)
            {
                result[(c * steps) + position] = TensorPrimitives.Dot<float>(weights, Row(content, c));
            }
        }

        private ReadOnlySpan<float> Row(float* map, int channel) => new(map + (channel * steps), steps);
    }
}
