using Unbraid.Inference;
using Unbraid.Separation.Demucs;

namespace Unbraid.Separation.HTDemucs;

/// <summary>All memory of a pass, taken once.</summary>
internal sealed class HTDemucsScratch : IDisposable
{
    public HTDemucsScratch(Engine engine, HTDemucsConfig config, HTDemucsWeights weights)
    {
        UNet = new UNetScratch(engine, config.UNet, weights.UNet);
        Transformer = new TransformerScratch(UNet.Arena, config.Transformer, UNet.Shapes.Spectral[^1], UNet.Shapes.Time[^1]);
    }

    public UNetScratch UNet { get; }

    public TransformerScratch Transformer { get; }

    public void Dispose() => UNet.Dispose();
}
