using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>Layers of attention and feed-forward over many sequences of one length; with mel bands a norm at the end.</summary>
internal sealed class Transformer
{
    /// <summary>Tokens that go through a layer together: their queries, keys and values are all that is ever held of them.</summary>
    private const int GroupTokens = 6144;

    private readonly RoFormerConfig _config;
    private readonly int _length;
    private readonly (AttentionLayer Attention, FeedForward FeedForward)[] _layers;
    private readonly RmsNorm? _norm;

    /// <param name="engine">What it runs on.</param>
    /// <param name="w">The transformer's weights.</param>
    /// <param name="config">The network.</param>
    /// <param name="depth">Number of layers.</param>
    /// <param name="length">Tokens of a sequence.</param>
    public Transformer(Engine engine, TensorSource w, RoFormerConfig config, int depth, int length)
    {
        (_config, _length) = (config, length);
        _layers = [.. Enumerable.Range(0, depth).Select(k => (
            new AttentionLayer(engine, w.Scope($"layers.{k}.0."), config, length), new FeedForward(engine, w.Scope($"layers.{k}.1."), config.Features)))];
        _norm = config.IsMel ? new RmsNorm(engine, w.Read("norm.gamma", config.Features)) : null;
    }

    /// <summary>Floats of room for sequences of that length.</summary>
    public static int RoomFor(RoFormerConfig config, int length) =>
        Math.Max(GroupFor(length) * length * AttentionLayer.RoomFor(config), FeedForward.RoomFor(config.Features));

    /// <summary>Runs all layers in place.</summary>
    /// <param name="x">[sequences, length, features]</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="room">At least <see cref="RoomFor"/>.</param>
    /// <param name="stage">Name of the transformer, for the probe.</param>
    /// <param name="probe">Sees the stages; may be null.</param>
    /// <param name="cancellationToken">Checked between groups.</param>
    public void Run(Span<float> x, int sequences, Span<float> room, string stage, StageProbe? probe, CancellationToken cancellationToken)
    {
        var (group, tokens) = (GroupFor(_length), sequences * _length);
        for (var k = 0; k < _layers.Length; k++)
        {
            for (var first = 0; first < sequences; first += group)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(group, sequences - first);
                _layers[k].Attention.Run(x.Slice(first * _length * _config.Features, count * _length * _config.Features), count, _length, room);
            }

            _layers[k].FeedForward.Run(x[..(tokens * _config.Features)], tokens, room);
        }

        _norm?.Run(x, tokens, x);
        probe?.Invoke(stage, x[..(tokens * _config.Features)]);
    }

    private static int GroupFor(int length) => Math.Max(1, GroupTokens / length);
}

/// <summary>Layers of linear attention and feed-forward over all tokens.</summary>
internal sealed class LinearTransformer
{
    private readonly (LinearAttention Attention, FeedForward FeedForward)[] _layers;
    private readonly RmsNorm? _norm;

    public LinearTransformer(Engine engine, TensorSource w, RoFormerConfig config)
    {
        _layers = [.. Enumerable.Range(0, config.LinearDepth).Select(k => (
            new LinearAttention(engine, w.Scope($"layers.{k}.0."), config), new FeedForward(engine, w.Scope($"layers.{k}.1."), config.Features)))];
        _norm = config.IsMel ? new RmsNorm(engine, w.Read("norm.gamma", config.Features)) : null;
    }

    /// <summary>Floats of room, however many tokens there are.</summary>
    public static int RoomFor(RoFormerConfig config) => config.LinearDepth == 0 ? 0 : Math.Max(LinearAttention.RoomFor(config), FeedForward.RoomFor(config.Features));

    /// <summary>Runs all layers in place.</summary>
    public void Run(Span<float> x, int tokens, Span<float> room)
    {
        foreach (var (attention, feedForward) in _layers)
        {
            attention.Run(x, tokens, room);
            feedForward.Run(x, tokens, room);
        }

        _norm?.Run(x, tokens, x);
    }
}
