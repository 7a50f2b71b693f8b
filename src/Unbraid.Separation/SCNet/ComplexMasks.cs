using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.SCNet;

/// <summary>
/// What the masked variant of SCNet adds (Music-Source-Separation-Training): a learnt offset for every frequency of the input, and two
/// convolutions that turn the decoder's output into a complex mask for every stem and side, by which the mixture is multiplied.
/// </summary>
internal sealed class ComplexMasks
{
    private const int Hidden = 64;
    private const int Kernel = 3;
    private const int RowsAtATime = 64;

    private readonly Convolution _first;
    private readonly Convolution _second;
    private readonly float[] _offsets;
    private readonly int _channels;
    private readonly int _bins;

    public ComplexMasks(Engine engine, TensorSource w, SCNetConfig config)
    {
        _channels = 4 * config.Sources.Count;
        _bins = (config.Nfft / 2) + 1;
        _offsets = w.Read("pos_embed_f", 1, 4, _bins, 1);
        _first = new Convolution(
            engine, new ConvolutionShape(_channels, Hidden) { KernelHeight = Kernel, KernelWidth = Kernel, PaddingTop = 1, PaddingLeft = 1 },
            w.Read("mask_layer.0.weight", Hidden, _channels, Kernel, Kernel), w.Read("mask_layer.0.bias", Hidden), Activation.Gelu);
        _second = new Convolution(
            engine, new ConvolutionShape(Hidden, _channels), w.Read("mask_layer.2.weight", _channels, Hidden, 1, 1),
            w.Read("mask_layer.2.bias", _channels), Activation.Tanh);
    }

    /// <summary>Floats of room that <see cref="Run"/> needs.</summary>
    public static int RoomFor(int frames) => Hidden * (RowsAtATime + Kernel - 1) * frames;

    /// <summary>Adds the offsets to the spectrum of a mixture.</summary>
    /// <param name="spectrum">[4, bins, frames]</param>
    /// <param name="frames">Number of frames.</param>
    public void AddOffsets(Span<float> spectrum, int frames)
    {
        for (var row = 0; row < _offsets.Length; row++)
        {
            var values = spectrum.Slice(row * frames, frames);
            TensorPrimitives.Add(values, _offsets[row], values);
        }
    }

    /// <summary>Makes the masks and multiplies the mixture by them.</summary>
    /// <param name="decoded">What the decoder delivered, [4 * stems, bins, frames].</param>
    /// <param name="mixture">Its spectrum, [4, bins, frames]; left real, left imaginary, right real, right imaginary.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="room">At least <see cref="RoomFor"/>.</param>
    /// <param name="stems">Destination, [4 * stems, bins, frames]; not a source.</param>
    public void Run(ReadOnlySpan<float> decoded, ReadOnlySpan<float> mixture, int frames, Span<float> room, Span<float> stems)
    {
        var area = _bins * frames;
        for (var row = 0; row < _bins; row += RowsAtATime)
        {
            // A row more on each side, where there is one, for the kernel to see; what it makes of those two is dropped.
            var rows = Math.Min(RowsAtATime, _bins - row);
            var (first, end) = (Math.Max(0, row - 1), Math.Min(_bins, row + rows + 1));
            var seen = new FeatureMap(Hidden, end - first, frames);
            var target = new FeatureMap(_channels, rows, frames, area);
            _first.Run(decoded[(first * frames)..], new FeatureMap(_channels, end - first, frames, area), room, seen);
            _second.Run(room[((row - first) * frames)..], new FeatureMap(Hidden, rows, frames, seen.ChannelStride), stems[(row * frames)..], target);
        }

        for (var channel = 0; channel < _channels; channel += 2)
        {
            Multiply(mixture.Slice(channel % 4 * area, 2 * area), stems.Slice(channel * area, 2 * area));
        }
    }

    private static void Multiply(ReadOnlySpan<float> mixture, Span<float> mask)
    {
        var half = mask.Length / 2;
        for (var i = 0; i < half; i++)
        {
            var (re, im) = (mask[i], mask[half + i]);
            mask[i] = (mixture[i] * re) - (mixture[half + i] * im);
            mask[half + i] = (mixture[i] * im) + (mixture[half + i] * re);
        }
    }
}
