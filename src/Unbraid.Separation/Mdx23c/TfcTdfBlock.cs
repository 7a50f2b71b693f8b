using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Mdx23c;

/// <summary>
/// Time-frequency convolutions with a time-distributed fully connected pair between them (TFC-TDF): two 3x3 convolutions, the pair along
/// frequency added, and a shortcut around all. Every layer is preceded by a normalisation and the activation.
/// </summary>
internal sealed class TfcTdfBlock
{
    private readonly GroupNorm _firstNorm, _wideNorm, _narrowNorm, _secondNorm;
    private readonly Convolution _first, _second, _shortcut;
    private readonly Linear _narrow, _widen;
    private readonly int _inputs, _outputs;

    /// <param name="engine">What it runs on.</param>
    /// <param name="w">Its tensors.</param>
    /// <param name="config">The network.</param>
    /// <param name="inputs">Channels before.</param>
    /// <param name="outputs">Channels after.</param>
    /// <param name="frequencies">Frequencies of its scale.</param>
    public TfcTdfBlock(Engine engine, TensorSource w, TfcTdfConfig config, int inputs, int outputs, int frequencies)
    {
        (_inputs, _outputs) = (inputs, outputs);
        var narrow = frequencies / config.Bottleneck;
        var square = new ConvolutionShape(inputs, outputs) { KernelHeight = 3, KernelWidth = 3, PaddingTop = 1, PaddingLeft = 1 };
        _shortcut = new Convolution(engine, new ConvolutionShape(inputs, outputs), w.Read("shortcut.weight", outputs, inputs, 1, 1), []);
        _firstNorm = Norm(engine, w, "tfc1.0", config, inputs);
        _first = new Convolution(engine, square, w.Read("tfc1.2.weight", outputs, inputs, 3, 3), []);
        _wideNorm = Norm(engine, w, "tdf.0", config, outputs);
        _narrow = new Linear(engine, frequencies, narrow, w.Read("tdf.2.weight", narrow, frequencies), []);
        _narrowNorm = Norm(engine, w, "tdf.3", config, outputs);
        _widen = new Linear(engine, narrow, frequencies, w.Read("tdf.5.weight", frequencies, narrow), []);
        _secondNorm = Norm(engine, w, "tfc2.0", config, outputs);
        _second = new Convolution(engine, square with { InputChannels = outputs }, w.Read("tfc2.2.weight", outputs, outputs, 3, 3), []);
    }

    /// <summary>A normalisation with the activation of the network.</summary>
    public static GroupNorm Norm(Engine engine, TensorSource w, string name, TfcTdfConfig config, int channels) => new(
        engine, config.NormGroups == 0 ? channels : config.NormGroups, w.Read(name + ".weight", channels), w.Read(name + ".bias", channels), config.Activation);

    /// <summary>Runs the block.</summary>
    /// <param name="x">[inputs, frames, frequencies]; is overwritten.</param>
    /// <param name="map">Its shape.</param>
    /// <param name="y">Destination, [outputs, frames, frequencies].</param>
    /// <param name="inner">Room of that size.</param>
    /// <param name="narrow">Room of that size divided by the bottleneck.</param>
    public void Run(Span<float> x, FeatureMap map, Span<float> y, Span<float> inner, Span<float> narrow)
    {
        var source = new FeatureMap(_inputs, map.Height, map.Width);
        var target = new FeatureMap(_outputs, map.Height, map.Width);
        var middle = new FeatureMap(_outputs, map.Height, _narrow.Outputs);
        var rows = _outputs * map.Height;
        _shortcut.Run(x, source, y, target);
        _firstNorm.Run(x, source, default, x, source);
        _first.Run(x, source, inner, target);

        // The source has served; its memory holds what goes into the pair.
        _wideNorm.Run(inner, target, default, x, target);
        _narrow.Run(x, rows, narrow);
        _narrowNorm.Run(narrow, middle, default, narrow, middle);
        _widen.Run(narrow, rows, inner, inner);

        _secondNorm.Run(inner, target, default, inner, target);
        _second.Run(inner, target, y, y, target);
    }
}
