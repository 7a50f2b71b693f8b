using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>
/// Attention between features instead of tokens (El-Nouby et al. 2021, "XCiT"), over all tokens as one sequence, added to its input: queries and keys of
/// length 1 along the tokens, softmax of 8 e^temperature times their products, no positions, no gates. Costs the same however many tokens there are.
/// </summary>
/// <remarks>Two passes over the tokens: one for the products and lengths, in double, one for the result.</remarks>
internal sealed class LinearAttention
{
    private const int TileTokens = 1024;
    private const double Scale = 8;
    private const double LeastLength = 1e-12;

    private readonly RoFormerConfig _config;
    private readonly RmsNorm _norm;
    private readonly Linear _qkv;
    private readonly Linear _project;
    private readonly double[] _temperatures;
    private readonly double[] _products; // [heads, size, size]
    private readonly double[] _lengths; // of queries, then of keys
    private readonly float[] _weights; // [heads, size, size]

    public LinearAttention(Engine engine, TensorSource w, RoFormerConfig config)
    {
        var (features, inner) = (config.Features, config.Inner);
        _config = config;
        _norm = new RmsNorm(engine, w.Read("norm.gamma", features));
        _qkv = new Linear(engine, features, 3 * inner, w.Read("to_qkv.0.weight", 3 * inner, features), default);
        _project = new Linear(engine, inner, features, w.Read("to_out.1.weight", features, inner), default);
        _temperatures = [.. w.Read("temperature", config.Heads, 1, 1).Select(t => Math.Exp(t))];
        _products = new double[inner * config.HeadSize];
        _lengths = new double[2 * inner];
        _weights = new float[_products.Length];
    }

    /// <summary>Floats of room, however many tokens there are.</summary>
    public static int RoomFor(RoFormerConfig config) => TileTokens * (config.Features + (4 * config.Inner));

    /// <summary>Runs the layer in place.</summary>
    /// <param name="x">[tokens, features]</param>
    /// <param name="tokens">Number of tokens.</param>
    /// <param name="room">At least <see cref="RoomFor"/>.</param>
    public void Run(Span<float> x, int tokens, Span<float> room)
    {
        var (features, inner) = (_config.Features, _config.Inner);
        var normed = room[..(TileTokens * features)];
        var qkv = room.Slice(normed.Length, TileTokens * 3 * inner);
        var attended = room.Slice(normed.Length + qkv.Length, TileTokens * inner);
        Array.Clear(_products);
        Array.Clear(_lengths);
        for (var first = 0; first < tokens; first += TileTokens)
        {
            var count = Math.Min(TileTokens, tokens - first);
            Project(x.Slice(first * features, count * features), count, normed, qkv);
            for (var token = 0; token < count; token++)
                AddProducts(qkv.Slice(token * 3 * inner, 2 * inner));
        }

        FillWeights();
        for (var first = 0; first < tokens; first += TileTokens)
        {
            var count = Math.Min(TileTokens, tokens - first);
            var tile = x.Slice(first * features, count * features);
            Project(tile, count, normed, qkv);
            for (var token = 0; token < count; token++)
                Attend(qkv.Slice((token * 3 * inner) + (2 * inner), inner), attended.Slice(token * inner, inner));
            _project.Run(attended, count, tile, tile);
        }
    }

    private void Project(ReadOnlySpan<float> x, int tokens, Span<float> normed, Span<float> qkv)
    {
        _norm.Run(x, tokens, normed);
        _qkv.Run(normed, tokens, qkv);
    }

    private void AddProducts(ReadOnlySpan<float> qk)
    {
        var (size, inner) = (_config.HeadSize, _config.Inner);
        for (var i = 0; i < inner; i++)
        {
            var head = i / size * size;
            _lengths[i] += (double)qk[i] * qk[i];
            _lengths[inner + i] += (double)qk[inner + i] * qk[inner + i];
            for (var j = 0; j < size; j++)
                _products[(i * size) + j] += (double)qk[i] * qk[inner + head + j];
        }
    }

    private void FillWeights()
    {
        var (size, inner) = (_config.HeadSize, _config.Inner);
        for (var i = 0; i < inner; i++)
        {
            var head = i / size;
            var row = _products.AsSpan(i * size, size);
            var query = Math.Max(Math.Sqrt(_lengths[i]), LeastLength);
            for (var j = 0; j < size; j++)
                row[j] *= Scale * _temperatures[head] / query / Math.Max(Math.Sqrt(_lengths[inner + (head * size) + j]), LeastLength);
            var largest = double.MinValue;
            foreach (var score in row)
                largest = Math.Max(largest, score);
            double total = 0;
            for (var j = 0; j < size; j++)
                total += row[j] = Math.Exp(row[j] - largest);
            for (var j = 0; j < size; j++)
                _weights[(i * size) + j] = (float)(row[j] / total);
        }
    }

    private void Attend(ReadOnlySpan<float> values, Span<float> y)
    {
        var size = _config.HeadSize;
        for (var i = 0; i < y.Length; i++)
        {
            var head = i / size * size;
            float sum = 0;
            for (var j = 0; j < size; j++)
                sum += _weights[(i * size) + j] * values[head + j];
            y[i] = sum;
        }
    }
}
