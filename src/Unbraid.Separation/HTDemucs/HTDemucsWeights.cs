using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Demucs;

namespace Unbraid.Separation.HTDemucs;

/// <summary>The layers of the network, each with its packed weights. Lists of decoders start at the innermost layer.</summary>
internal sealed class HTDemucsWeights
{
    public HTDemucsWeights(Engine engine, HTDemucsConfig config, TensorSource w)
    {
        var net = config.UNet;
        var layers = net.Layers();
        if (layers.Any(l => l.Time is null or { IsEmpty: true }))
        {
            throw new CheckpointException("The checkpoint is of a variant of HTDemucs that is not supported: its branches merge.");
        }

        UNet = new UNetWeights(engine, net, w);
        Transformer = new CrossTransformer(engine, w, config.Transformer, layers[^1].Spectral.Outputs, config.BottomChannels > 0);
        w.RequireAllRead();
    }

    public UNetWeights UNet { get; }

    public CrossTransformer Transformer { get; }
}
