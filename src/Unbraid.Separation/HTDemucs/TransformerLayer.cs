using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.HTDemucs;

/// <summary>
/// A transformer layer with the normalisations first: attention to the layer's own tokens or to those of the other branch, then two linear
/// layers, each scaled and added; at the end one normalisation over all tokens.
/// </summary>
internal sealed class TransformerLayer
{
    private readonly int _channels;
    private readonly bool _isCross;
    private readonly LayerNorm _queryNorm;
    private readonly LayerNorm? _keyNorm;
    private readonly LayerNorm _feedForwardNorm;
    private readonly Linear _query;
    private readonly Linear? _keyValue;
    private readonly Attention _attention;
    private readonly Linear _project;
    private readonly Linear _expand;
    private readonly Linear _contract;
    private readonly GroupNorm _outputNorm;

    public TransformerLayer(Engine engine, TensorSource w, TransformerConfig config, bool isCross)
    {
        var channels = config.Channels;
        (_channels, _isCross) = (channels, isCross);
        var name = isCross ? "cross_attn" : "self_attn";
        var projections = w.Read($"{name}.in_proj_weight", 3 * channels, channels);
        var biases = w.Read($"{name}.in_proj_bias", 3 * channels);
        if (isCross)
        {
            _query = new Linear(engine, channels, channels, projections.AsSpan(0, channels * channels), biases.AsSpan(0, channels));
            _keyValue = new Linear(engine, channels, 2 * channels, projections.AsSpan(channels * channels), biases.AsSpan(channels));
            _keyNorm = Norm("norm2");
        }
        else
        {
            _query = new Linear(engine, channels, 3 * channels, projections, biases);
        }

        _queryNorm = Norm("norm1");
        _feedForwardNorm = Norm(isCross ? "norm3" : "norm2");
        _attention = new Attention(engine, config.Heads, channels / config.Heads);
        _project = new Linear(
            engine, channels, channels, w.Read($"{name}.out_proj.weight", channels, channels), w.Read($"{name}.out_proj.bias", channels),
            scale: w.Read("gamma_1.scale", channels));
        _expand = new Linear(
            engine, channels, config.HiddenChannels, w.Read("linear1.weight", config.HiddenChannels, channels), w.Read("linear1.bias", config.HiddenChannels),
            Activation.Gelu);
        _contract = new Linear(
            engine, config.HiddenChannels, channels, w.Read("linear2.weight", channels, config.HiddenChannels), w.Read("linear2.bias", channels),
            scale: w.Read("gamma_2.scale", channels));
        _outputNorm = new GroupNorm(engine, 1, w.Read("norm_out.weight", channels), w.Read("norm_out.bias", channels));

        LayerNorm Norm(string norm) => new(engine, w.Read($"{norm}.weight", channels), w.Read($"{norm}.bias", channels));
    }

    /// <summary>Floats of room for so many own tokens and tokens of the other branch.</summary>
    public static int RoomFor(TransformerConfig config, int tokens, int others) => checked(
        (config.Channels * (Math.Max(tokens, others) + tokens)) + Math.Max(config.HiddenChannels * tokens, config.Channels * Math.Max(3 * tokens, tokens + (2 * others))));

    /// <summary>Runs the layer in place.</summary>
    /// <param name="x">[tokens, channels]</param>
    /// <param name="tokens">Number of own tokens.</param>
    /// <param name="other">[others, channels], the other branch; not used by a layer that attends to itself.</param>
    /// <param name="others">Number of its tokens.</param>
    /// <param name="room">At least <see cref="RoomFor"/>.</param>
    public void Run(Span<float> x, int tokens, ReadOnlySpan<float> other, int others, Span<float> room)
    {
        var normed = room[..(Math.Max(tokens, others) * _channels)];
        var attended = room.Slice(normed.Length, tokens * _channels);
        var wide = room[(normed.Length + attended.Length)..];

        _queryNorm.Run(x, tokens, normed);
        if (_isCross)
        {
            var query = wide[..(tokens * _channels)];
            var keyValue = wide.Slice(query.Length, others * 2 * _channels);
            _query.Run(normed, tokens, query);
            _keyNorm!.Run(other, others, normed);
            _keyValue!.Run(normed, others, keyValue);
            var rows = new TokenRows(others, 2 * _channels);
            _attention.Run(query, new TokenRows(tokens, _channels), keyValue, keyValue[_channels..], rows, attended);
        }
        else
        {
            _query.Run(normed, tokens, wide);
            var rows = new TokenRows(tokens, 3 * _channels);
            _attention.Run(wide, rows, wide[_channels..], wide[(2 * _channels)..], rows, attended);
        }

        _project.Run(attended, tokens, x, x);
        _feedForwardNorm.Run(x, tokens, normed);
        _expand.Run(normed, tokens, wide);
        _contract.Run(wide, tokens, x, x);
        _outputNorm.RunTokens(x, tokens, x);
    }
}
