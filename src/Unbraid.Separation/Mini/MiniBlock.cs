using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Mini;

/// <summary>3x3 convolutions around which the source is carried, then the whole frequency axis through a narrow layer and back.</summary>
internal sealed class MiniBlock
{
    private readonly Convolution[] _convolutions;
    private readonly Linear _narrow;
    private readonly Linear _widen;
    private readonly float[] _narrowScale;
    private readonly float[] _narrowShift;
    private readonly float[] _widenScale;
    private readonly float[] _widenShift;
    private readonly int _channels;
    private readonly int _rows;

    /// <param name="engine">What it runs on.</param>
    /// <param name="tensors">Those of the block.</param>
    /// <param name="channels">Of source and result.</param>
    /// <param name="rows">Width of the map.</param>
    /// <param name="depth">How many convolutions, at least one.</param>
    public MiniBlock(Engine engine, TensorSource tensors, int channels, int rows, int depth)
    {
        (_channels, _rows) = (channels, rows);
        var shape = new ConvolutionShape(channels, channels) { KernelHeight = 3, KernelWidth = 3, PaddingTop = 1, PaddingLeft = 1 };
        Convolution Load(string name) => new(
            engine, shape, tensors.Read(name + ".weight", channels, channels, 3, 3), tensors.Read(name + ".bias", channels), Activation.Relu);
        _convolutions = [.. Enumerable.Range(0, depth).Select(i => Load($"conv.{i}"))];
        _narrow = new Linear(engine, rows, rows / 4, tensors.Read("dense.down.weight", rows / 4, rows), []);
        _widen = new Linear(engine, rows / 4, rows, tensors.Read("dense.up.weight", rows, rows / 4), []);
        _narrowScale = tensors.Read("dense.down.scale", channels);
        _narrowShift = tensors.Read("dense.down.shift", channels);
        _widenScale = tensors.Read("dense.up.scale", channels);
        _widenShift = tensors.Read("dense.up.shift", channels);
    }

    /// <summary>y = block(x)</summary>
    /// <param name="x">[channels, times, rows]</param>
    /// <param name="times">Height of the map.</param>
    /// <param name="work">Scratch as long as <paramref name="x"/>.</param>
    /// <param name="narrow">Scratch a quarter as long.</param>
    /// <param name="y">Destination; not the source.</param>
    public void Run(ReadOnlySpan<float> x, int times, Span<float> work, Span<float> narrow, Span<float> y)
    {
        var map = new FeatureMap(_channels, times, _rows);
        work = work[..map.Span];
        y = y[..map.Span];
        // To and fro between the two, so that the last, which adds the source, ends in the destination.
        var source = x;
        for (var i = 0; i < _convolutions.Length - 1; i++)
        {
            var target = (_convolutions.Length - 1 - i) % 2 == 1 ? work : y;
            _convolutions[i].Run(source, map, target, map);
            source = target;
        }

        _convolutions[^1].Run(source, map, x, y, map);

        narrow = narrow[..(map.Span / 4)];
        _narrow.Run(y, _channels * times, narrow);
        ScaleShiftRelu(narrow, _narrowScale, _narrowShift);
        _widen.Run(narrow, _channels * times, work);
        ScaleShiftRelu(work, _widenScale, _widenShift);
        TensorPrimitives.Add(y, work, y);
    }

    private static void ScaleShiftRelu(Span<float> x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        var size = x.Length / scale.Length;
        for (var c = 0; c < scale.Length; c++)
        {
            var part = x.Slice(c * size, size);
            TensorPrimitives.Multiply(part, scale[c], part);
            TensorPrimitives.Add(part, shift[c], part);
            TensorPrimitives.Max(part, 0f, part);
        }
    }
}
