using System.Numerics.Tensors;
using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Moves sound of one or two channels between songs, which are interleaved, and models, which are planar and may have another number of channels.</summary>
/// <remarks>One channel is copied to two, and two become their mean.</remarks>
internal static class ChannelLayout
{
    /// <param name="interleaved">[frames, from].</param>
    /// <param name="from">Channels of the song, 1 or 2.</param>
    /// <param name="planar">Destination, [to, stride], of which as many columns are written as there are frames.</param>
    /// <param name="to">Channels of the model, 1 or 2.</param>
    /// <param name="stride">Distance between the rows of <paramref name="planar"/>.</param>
    public static void Split(ReadOnlySpan<float> interleaved, int from, Span<float> planar, int to, int stride)
    {
        var frames = interleaved.Length / from;
        var first = planar[..frames];
        switch (from, to)
        {
            case (2, 2):
                Interleaving.Split(interleaved, first, planar.Slice(stride, frames));
                break;
            case (2, 1):
                for (var i = 0; i < frames; i++)
                    first[i] = 0.5f * (interleaved[2 * i] + interleaved[(2 * i) + 1]);
                break;
            default:
                interleaved.CopyTo(first);
                if (to == 2)
                    interleaved.CopyTo(planar.Slice(stride, frames));
                break;
        }
    }

    /// <param name="planar">[from, frames].</param>
    /// <param name="from">Channels of the model, 1 or 2.</param>
    /// <param name="interleaved">Destination, [frames, to].</param>
    /// <param name="to">Channels of the song, 1 or 2.</param>
    public static void Join(ReadOnlySpan<float> planar, int from, Span<float> interleaved, int to)
    {
        var frames = planar.Length / from;
        var first = planar[..frames];
        var last = planar[^frames..];
        if (to == 2)
            Interleaving.Join(first, last, interleaved);
        else if (from == 2)
            TensorPrimitives.AddMultiply(first, last, 0.5f, interleaved);
        else
            first.CopyTo(interleaved);
    }
}
