using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>Norm, a fully connected layer to four times the features, GELU, and one back, added to the input; tile by tile of tokens.</summary>
internal sealed class FeedForward
{
    private const int Growth = 4;
    private const int TileTokens = 1536;

    private readonly int _features;
    private readonly RmsNorm _norm;
    private readonly Linear _expand;
    private readonly Linear _contract;

    public FeedForward(Engine engine, TensorSource w, int features)
    {
        _features = features;
        _norm = new RmsNorm(engine, w.Read("net.0.gamma", features));
        _expand = new Linear(
            engine, features, Growth * features, w.Read("net.1.weight", Growth * features, features), w.Read("net.1.bias", Growth * features), Activation.Gelu);
        _contract = new Linear(engine, Growth * features, features, w.Read("net.4.weight", features, Growth * features), w.Read("net.4.bias", features));
    }

    /// <summary>Floats of room, however many tokens there are.</summary>
    public static int RoomFor(int features) => TileTokens * (1 + Growth) * features;

    /// <summary>Runs the layer in place.</summary>
    /// <param name="x">[tokens, features]</param>
    /// <param name="tokens">Number of tokens.</param>
    /// <param name="room">At least <see cref="RoomFor"/>.</param>
    public void Run(Span<float> x, int tokens, Span<float> room)
    {
        for (var first = 0; first < tokens; first += TileTokens)
        {
            var count = Math.Min(TileTokens, tokens - first);
            var tile = x.Slice(first * _features, count * _features);
            var normed = room[..(count * _features)];
            var wide = room.Slice(TileTokens * _features, count * Growth * _features);
            _norm.Run(tile, count, normed);
            _expand.Run(normed, count, wide);
            _contract.Run(wide, count, tile, tile);
        }
    }
}
