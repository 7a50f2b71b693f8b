using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>
/// Self-attention within each of many sequences, added to its input: norm, queries, keys and values, positions, softmax, a sigmoid gate for every head and
/// token, projection.
/// </summary>
internal sealed class AttentionLayer
{
    private readonly Engine _engine;
    private readonly RoFormerConfig _config;
    private readonly RmsNorm _norm;
    private readonly Linear _qkv;
    private readonly IPositionEmbedding _positions;
    private readonly Attention _attention;
    private readonly Linear _gates;
    private readonly Linear _project;

    public AttentionLayer(Engine engine, TensorSource w, RoFormerConfig config, int positions)
    {
        var (features, inner) = (config.Features, config.Inner);
        (_engine, _config) = (engine, config);
        _norm = new RmsNorm(engine, w.Read("norm.gamma", features));
        var qkv = w.Read("to_qkv.weight", 3 * inner, features);
        _positions = config.IsPolar ? new PolarEmbedding(w, config, positions) : RotaryEmbedding.Load(w, config, positions);
        if (!config.IsPolar)
            RotaryEmbedding.Halve(qkv.AsSpan(0, 2 * inner * features), features, config.HeadSize);
        _qkv = new Linear(engine, features, 3 * inner, qkv, default);
        _attention = new Attention(engine, config.Heads, config.HeadSize, _positions.KeySize);
        _gates = new Linear(engine, features, config.Heads, w.Read("to_gates.weight", config.Heads, features), w.Read("to_gates.bias", config.Heads), Activation.Sigmoid);
        _project = new Linear(engine, inner, features, w.Read("to_out.0.weight", features, inner), default);
    }

    /// <summary>Floats of room a token needs.</summary>
    public static int RoomFor(RoFormerConfig config) =>
        config.Features + config.Heads + (config.Inner * (config.IsPolar ? 3 + 4 + 1 : 3 + 1));

    /// <summary>Runs the layer in place.</summary>
    /// <param name="x">[sequences, length, features]</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="length">Tokens of a sequence.</param>
    /// <param name="room">sequences * length times <see cref="RoomFor"/>.</param>
    public void Run(Span<float> x, int sequences, int length, Span<float> room)
    {
        var (tokens, inner) = (sequences * length, _config.Inner);
        var normed = Take(ref room, tokens * _config.Features);
        var gates = Take(ref room, tokens * _config.Heads);
        var qkv = Take(ref room, tokens * 3 * inner);
        var attended = Take(ref room, tokens * inner);

        _norm.Run(x, tokens, normed);
        _gates.Run(normed, tokens, gates);
        _qkv.Run(normed, tokens, qkv);
        var rows = new TokenRows(length, 3 * inner);
        if (_config.IsPolar)
        {
            var keys = _config.Heads * _positions.KeySize;
            var q = Take(ref room, tokens * keys);
            var k = Take(ref room, tokens * keys);
            Embed(qkv, tokens, length, q, k, keys);
            _attention.Run(sequences, q, new TokenRows(length, keys), k, new TokenRows(length, keys), qkv[(2 * inner)..], rows, attended);
        }
        else
        {
            Embed(qkv, tokens, length, qkv, qkv[inner..], 3 * inner);
            _attention.Run(sequences, qkv, rows, qkv[inner..], rows, qkv[(2 * inner)..], rows, attended);
        }

        Gate(attended, gates, tokens);
        _project.Run(attended, tokens, x, x);
    }

    private static Span<float> Take(ref Span<float> room, int count)
    {
        var taken = room[..count];
        room = room[count..];
        return taken;
    }

    private unsafe void Embed(ReadOnlySpan<float> qkv, int tokens, int length, Span<float> q, Span<float> k, int stride)
    {
        fixed (float* pqkv = qkv, pq = q, pk = k)
        {
            var body = new EmbedBody(this, pqkv, tokens, length, pq, pk, stride);
            _engine.Workers.For((tokens + TokensPerPart - 1) / TokensPerPart, ref body);
        }
    }

    private unsafe void Gate(Span<float> attended, ReadOnlySpan<float> gates, int tokens)
    {
        fixed (float* pa = attended, pg = gates)
        {
            var body = new GateBody(pa, pg, tokens * _config.Heads, _config.HeadSize);
            _engine.Workers.For((tokens * _config.Heads + TokensPerPart - 1) / TokensPerPart, ref body);
        }
    }

    private const int TokensPerPart = 64;

    private readonly unsafe struct EmbedBody(AttentionLayer owner, float* qkv, int tokens, int length, float* q, float* k, int stride) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var inner = owner._config.Inner;
            var keys = owner._config.Heads * owner._positions.KeySize;
            for (var token = index * TokensPerPart; token < Math.Min(tokens, (index + 1) * TokensPerPart); token++)
            {
                var source = qkv + ((long)token * 3 * inner);
                owner._positions.Embed(
                    token % length, new(source, inner), new(source + inner, inner), new(q + ((long)token * stride), keys), new(k + ((long)token * stride), keys));
            }
        }
    }

    private readonly unsafe struct GateBody(float* attended, float* gates, int count, int size) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            for (var i = index * TokensPerPart; i < Math.Min(count, (index + 1) * TokensPerPart); i++)
            {
                var head = new Span<float>(attended + ((long)i * size), size);
                TensorPrimitives.Multiply(head, gates[i], head);
            }
        }
    }
}
