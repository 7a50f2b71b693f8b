using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Mdx23c;

/// <summary>A scale of the encoder: its blocks, and the way to the next, coarser scale.</summary>
internal sealed record EncoderScale(IReadOnlyList<TfcTdfBlock> Blocks, GroupNorm Norm, Convolution Down);

/// <summary>A scale of the decoder: the way from the coarser scale, and its blocks.</summary>
internal sealed record DecoderScale(GroupNorm Norm, TransposedConvolution Up, IReadOnlyList<TfcTdfBlock> Blocks);

/// <summary>The layers of the network, each with its packed weights. The decoder starts at the coarsest scale.</summary>
internal sealed class TfcTdfWeights
{
    public TfcTdfWeights(Engine engine, TfcTdfConfig config, TensorSource w)
    {
        var (channels, planes) = (config.Channels, config.Planes);
        var outputs = config.Sources.Count * planes;
        First = new Convolution(engine, new ConvolutionShape(planes, channels), w.Read("first_conv.weight", channels, planes, 1, 1), []);
        Encoder = [.. Enumerable.Range(0, config.Scales).Select(i => Down(engine, config, w.Scope($"encoder_blocks.{i}."), i))];
        Bottleneck = Blocks(engine, config, w.Scope("bottleneck_block."), config.Scales, config.ChannelsAt(config.Scales));
        Decoder = [.. Enumerable.Range(0, config.Scales).Select(i => Up(engine, config, w.Scope($"decoder_blocks.{i}."), config.Scales - 1 - i))];
        Mixed = new Convolution(
            engine, new ConvolutionShape(channels + planes, channels), w.Read("final_conv.0.weight", channels, channels + planes, 1, 1), [], config.Activation);
        Last = new Convolution(engine, new ConvolutionShape(channels, outputs), w.Read("final_conv.2.weight", outputs, channels, 1, 1), []);
        w.RequireAllRead();
    }

    public Convolution First { get; }

    public IReadOnlyList<EncoderScale> Encoder { get; }

    public IReadOnlyList<TfcTdfBlock> Bottleneck { get; }

    public IReadOnlyList<DecoderScale> Decoder { get; }

    /// <summary>Takes the spectrum and the decoder's output side by side.</summary>
    public Convolution Mixed { get; }

    /// <summary>Delivers the spectra of the stems.</summary>
    public Convolution Last { get; }

    private static EncoderScale Down(Engine engine, TfcTdfConfig config, TensorSource w, int scale)
    {
        var (inputs, outputs) = (config.ChannelsAt(scale), config.ChannelsAt(scale + 1));
        return new EncoderScale(
            Blocks(engine, config, w.Scope("tfc_tdf."), scale, inputs), TfcTdfBlock.Norm(engine, w, "downscale.conv.0", config, inputs),
            new Convolution(engine, Step(config, inputs, outputs), w.Read("downscale.conv.2.weight", outputs, inputs, config.Scale.Frames, config.Scale.Frequencies), []));
    }

    private static DecoderScale Up(Engine engine, TfcTdfConfig config, TensorSource w, int scale)
    {
        var (inputs, outputs) = (config.ChannelsAt(scale + 1), config.ChannelsAt(scale));
        return new DecoderScale(
            TfcTdfBlock.Norm(engine, w, "upscale.conv.0", config, inputs),
            new TransposedConvolution(
                engine, Step(config, inputs, outputs), w.Read("upscale.conv.2.weight", inputs, outputs, config.Scale.Frames, config.Scale.Frequencies), []),
            Blocks(engine, config, w.Scope("tfc_tdf."), scale, 2 * outputs));
    }

    private static ConvolutionShape Step(TfcTdfConfig config, int inputs, int outputs) => new(inputs, outputs)
    {
        KernelHeight = config.Scale.Frames,
        KernelWidth = config.Scale.Frequencies,
        StrideHeight = config.Scale.Frames,
        StrideWidth = config.Scale.Frequencies,
    };

    // The first block alone may have other channels before than after.
    private static TfcTdfBlock[] Blocks(Engine engine, TfcTdfConfig config, TensorSource w, int scale, int inputs)
    {
        var outputs = config.ChannelsAt(scale);
        var frequencies = config.Map(scale, 1).Width;
        return [.. Enumerable.Range(0, config.BlocksPerScale).Select(
            i => new TfcTdfBlock(engine, w.Scope($"blocks.{i}."), config, i == 0 ? inputs : outputs, outputs, frequencies))];
    }
}
