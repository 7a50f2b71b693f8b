using System.Numerics.Tensors;
using System.Text.Json;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Mini;

/// <summary>The U-Net from normalised features to masks (training/model.md, "Network").</summary>
internal sealed class MiniNetwork
{
    private const int Fold = 2;

    private readonly Convolution[] _stem;
    private readonly float[] _stemBias;
    private readonly MiniBlock[] _encoder;
    private readonly MiniBlock[] _decoder;
    private readonly Convolution[] _down;
    private readonly TransposedConvolution[] _up;
    private readonly MiniHead[] _heads;
    private readonly int[] _widths;
    private readonly float[][] _skips;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _work;
    private readonly float[] _narrow;

    public MiniNetwork(Engine engine, Checkpoint checkpoint, int maxFrames)
    {
        var tensors = checkpoint.Tensors;
        _widths = Sizes(checkpoint, "widths", 4096);
        var levels = _widths.Length;
        var depths = Sizes(checkpoint, "depths", 8);
        if (depths.Length != levels)
            throw new CheckpointException($"its metadata give {levels} widths and {depths.Length} depths; a level has one of each.");
        FramesMultiple = Fold << (levels - 1);
        _stem = new Convolution[MiniBands.Regions.Length];
        _heads = new MiniHead[_stem.Length];
        var row = 0;
        for (var r = 0; r < _stem.Length; r++)
        {
            var inputs = MiniFeatures.Count * Fold * MiniBands.Regions[r].Group;
            _stem[r] = new Convolution(engine, new ConvolutionShape(inputs, _widths[0]), tensors.Read($"stem.{r}.weight", _widths[0], inputs, 1, 1), []);
            _heads[r] = new MiniHead(engine, tensors, r, _widths[0], row, maxFrames / Fold);
            row += _heads[r].Rows;
        }

        _stemBias = tensors.Read("stem.bias", _widths[0]);
        _encoder = [.. _widths.Select((w, i) => new MiniBlock(engine, tensors.Scope($"encoder.{i}."), w, MiniBands.Rows >> i, depths[i]))];
        _decoder = [.. _widths.SkipLast(1).Select((w, i) => new MiniBlock(engine, tensors.Scope($"decoder.{i}."), w, MiniBands.Rows >> i, depths[i]))];
        _down = new Convolution[levels - 1];
        _up = new TransposedConvolution[levels - 1];
        for (var i = 0; i < levels - 1; i++)
        {
            var (narrow, wide) = (_widths[i], _widths[i + 1]);
            var shape = new ConvolutionShape(narrow, wide) { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2 };
            _down[i] = new Convolution(
                engine, shape, tensors.Read($"down.{i}.weight", wide, narrow, 2, 2), tensors.Read($"down.{i}.bias", wide), Activation.Relu);
            _up[i] = new TransposedConvolution(
                engine, shape with { InputChannels = wide, OutputChannels = narrow }, tensors.Read($"up.{i}.weight", wide, narrow, 2, 2),
                tensors.Read($"up.{i}.bias", narrow), Activation.Relu);
        }

        var size = Enumerable.Range(0, levels).Max(i => MapOf(i, maxFrames).Span);
        _skips = [.. Enumerable.Range(0, levels - 1).Select(i => new float[MapOf(i, maxFrames).Span])];
        // A folded region holds its cells' features as channels, in as many floats as the features themselves.
        _x = new float[Math.Max(size, MiniFeatures.Count * maxFrames * MiniBands.Regions.Max(r => r.Bands))];
        (_y, _work, _narrow) = (new float[size], new float[size], new float[size / 4]);
    }

    /// <summary>Frames come in multiples of this.</summary>
    public int FramesMultiple { get; }

    /// <summary>Called with a stage's name and its values, to compare implementations.</summary>
    public Action<string, float[]>? Probe { get; set; }

    /// <summary>Computes masks.</summary>
    /// <param name="features">Normalised features, [6, frames, 448].</param>
    /// <param name="frames">A multiple of <see cref="FramesMultiple"/>.</param>
    /// <param name="masks">Destination, [4 stems, 2 channels, 448, frames].</param>
    /// <param name="cancellationToken">Checked between levels.</param>
    public void Run(float[] features, int frames, float[] masks, CancellationToken cancellationToken)
    {
        Stem(features, frames);
        Probe?.Invoke("stem", _y);
        var (x, y) = (_y, _x);
        for (var i = 0; i < _encoder.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var last = i == _encoder.Length - 1;
            var skip = last ? y : _skips[i];
            _encoder[i].Run(x, MapOf(i, frames).Height, _work, _narrow, skip);
            if (last)
                (x, y) = (y, x);
            else
                _down[i].Run(skip, MapOf(i, frames), x, MapOf(i + 1, frames));
        }

        Probe?.Invoke("bottom", x);
        for (var i = _decoder.Length - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var map = MapOf(i, frames);
            _up[i].Run(x, MapOf(i + 1, frames), _skips[i], y, map);
            _decoder[i].Run(y, map.Height, _work, _narrow, x);
        }

        Probe?.Invoke("top", x);
        foreach (var head in _heads)
            head.Run(x, features, frames / Fold, masks);
    }

    // What the metadata say of every level, from the finest down.
    private static int[] Sizes(Checkpoint checkpoint, string name, int most)
    {
        if (checkpoint.Metadata.GetValueOrDefault("family") != MiniModel.Family || !checkpoint.Metadata.TryGetValue(name, out var text))
            throw new CheckpointException($"the file is no network of the family mini: its metadata do not say so, or name no {name}.");
        int[]? sizes;
        try
        {
            sizes = JsonSerializer.Deserialize<int[]>(text);
        }
        catch (JsonException)
        {
            sizes = null;
        }

        return sizes is { Length: >= 2 and <= 6 } && sizes.All(size => size > 0 && size <= most)
            ? sizes
            : throw new CheckpointException($"the {name} {text} in its metadata are not two to six numbers from 1 to {most}.");
    }

    private FeatureMap MapOf(int level, int frames) => new(_widths[level], (frames / Fold) >> level, MiniBands.Rows >> level);

    // Cells of two frames and some bands become channels, one convolution per region makes rows of them.
    private void Stem(float[] features, int frames)
    {
        var (times, width, firstRow) = (frames / Fold, _widths[0], 0);
        for (var r = 0; r < _stem.Length; r++)
        {
            var (firstBand, bands, group) = MiniBands.Regions[r];
            var rows = bands / group;
            var inputs = MiniFeatures.Count * Fold * group;
            for (var channel = 0; channel < inputs; channel++)
            {
                var (feature, fold, j) = (channel / (Fold * group), channel / group % Fold, channel % group);
                for (var t = 0; t < times; t++)
                {
                    var source = features.AsSpan((((feature * frames) + (Fold * t) + fold) * MiniBands.Count) + firstBand + j);
                    var target = _x.AsSpan(((channel * times) + t) * rows, rows);
                    for (var row = 0; row < rows; row++)
                        target[row] = source[row * group];
                }
            }

            _stem[r].Run(_x, new FeatureMap(inputs, times, rows), _work, new FeatureMap(width, times, rows));
            for (var channel = 0; channel < width; channel++)
            {
                for (var t = 0; t < times; t++)
                {
                    var target = _y.AsSpan((((channel * times) + t) * MiniBands.Rows) + firstRow, rows);
                    TensorPrimitives.Add(_work.AsSpan(((channel * times) + t) * rows, rows), _stemBias[channel], target);
                    TensorPrimitives.Max(target, 0f, target);
                }
            }

            firstRow += rows;
        }
    }
}
