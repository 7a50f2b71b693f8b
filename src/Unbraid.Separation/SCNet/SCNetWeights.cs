using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.SCNet;

/// <summary>The layers of the network, each with its packed weights. The decoder starts at the innermost level.</summary>
internal sealed class SCNetWeights
{
    public SCNetWeights(Engine engine, SCNetConfig config, TensorSource w)
    {
        Levels = Level.Of(config);
        Encoder = [.. Levels.Select((l, i) => new SparseDown(engine, w.Scope($"encoder.{i}."), l, config))];
        Separation = new SeparationNet(engine, w.Scope("separation_net."), config, SparseSpectrogram.FramesOf(config.SegmentFrames, config.Hop));
        Decoder = [.. Levels.Reverse().Select((l, i) => new SparseUp(
            engine, w.Scope($"decoder.{i}."), l, i == Levels.Count - 1 ? l.Inputs * config.Sources.Count : l.Inputs))];
        Masks = config.Masked ? new ComplexMasks(engine, w, config) : null;
        w.RequireAllRead();
    }

    public IReadOnlyList<Level> Levels { get; }

    public SparseDown[] Encoder { get; }

    public SeparationNet Separation { get; }

    public SparseUp[] Decoder { get; }

    /// <summary>Of the masked variant.</summary>
    public ComplexMasks? Masks { get; }
}
