using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>The layers of the network, each with its packed weights.</summary>
internal sealed class RoFormerWeights
{
    public RoFormerWeights(Engine engine, RoFormerConfig config, TensorSource w)
    {
        BandSplit = new BandSplit(engine, w.Scope("band_split."), config);
        var first = config.LinearDepth > 0 ? 1 : 0;
        Blocks = [.. Enumerable.Range(0, config.Depth).Select(i => new Block(
            first == 0 ? null : new LinearTransformer(engine, w.Scope($"layers.{i}.0."), config),
            new Transformer(engine, w.Scope($"layers.{i}.{first}."), config, config.TimeDepth, config.Frames),
            new Transformer(engine, w.Scope($"layers.{i}.{first + 1}."), config, config.BandDepth, config.Bands.Count)))];
        FinalNorm = config.IsMel ? null : new RmsNorm(engine, w.Read("final_norm.gamma", config.Features));
        Masks = [.. config.Stems.Select((_, s) => new MaskEstimator(engine, w.Scope($"mask_estimators.{s}."), config))];
        w.RequireAllRead();
    }

    public BandSplit BandSplit { get; }

    public Block[] Blocks { get; }

    /// <summary>Null with mel bands, whose transformers end with norms of their own.</summary>
    public RmsNorm? FinalNorm { get; }

    /// <summary>One for each stem.</summary>
    public MaskEstimator[] Masks { get; }

    /// <summary>Attention over all tokens, if there is one, then over time, then over bands.</summary>
    public sealed record Block(LinearTransformer? Linear, Transformer Time, Transformer Bands);
}
