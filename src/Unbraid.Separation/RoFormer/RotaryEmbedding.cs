using System.Numerics;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>
/// Rotary position embedding (Su et al. 2021): the pair j of a head's features is turned by position * frequency j. The first half of a head
/// holds the first features of the pairs and the second half the second ones, which <see cref="Halve"/> makes of weights where pairs are neighbours.
/// </summary>
internal sealed class RotaryEmbedding(int heads, PositionTable table) : IPositionEmbedding
{
    public int KeySize => 2 * table.Frequencies;

    public static RotaryEmbedding Load(TensorSource w, RoFormerConfig config, int positions)
    {
        // The file's own frequencies, since half precision rounds them; a file may have been written without.
        var frequencies = w.Contains("rotary_embed.freqs")
            ? w.Read("rotary_embed.freqs", config.HeadSize / 2)
            : [.. Enumerable.Range(0, config.HeadSize / 2).Select(j => (float)Math.Pow(10_000, -2.0 * j / config.HeadSize))];
        return new RotaryEmbedding(config.Heads, new PositionTable(frequencies, positions));
    }

    /// <summary>Reorders the rows of queries' and keys' weights, [rows, inputs], so that the features of a pair are half a head apart.</summary>
    public static void Halve(Span<float> weights, int inputs, int headSize)
    {
        var head = new float[headSize * inputs];
        for (var at = 0; at < weights.Length; at += head.Length)
        {
            weights.Slice(at, head.Length).CopyTo(head);
            for (var row = 0; row < headSize; row++)
                head.AsSpan(row * inputs, inputs).CopyTo(weights[(at + (((row / 2) + (row % 2 * (headSize / 2))) * inputs))..]);
        }
    }

    public void Embed(int position, ReadOnlySpan<float> q, ReadOnlySpan<float> k, Span<float> embeddedQ, Span<float> embeddedK)
    {
        var cosines = table.CosinesAt(position);
        var sines = table.SinesAt(position);
        for (var head = 0; head < heads; head++)
        {
            Turn(q.Slice(head * KeySize, KeySize), cosines, sines, embeddedQ.Slice(head * KeySize, KeySize));
            Turn(k.Slice(head * KeySize, KeySize), cosines, sines, embeddedK.Slice(head * KeySize, KeySize));
        }
    }

    private static void Turn(ReadOnlySpan<float> x, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, Span<float> y)
    {
        var half = cosines.Length;
        var j = 0;
        for (; j + Vector<float>.Count <= half; j += Vector<float>.Count)
        {
            var (u, v) = (new Vector<float>(x[j..]), new Vector<float>(x[(half + j)..]));
            var (c, s) = (new Vector<float>(cosines[j..]), new Vector<float>(sines[j..]));
            ((u * c) - (v * s)).CopyTo(y[j..]);
            ((v * c) + (u * s)).CopyTo(y[(half + j)..]);
        }

        for (; j < half; j++)
        {
            var (u, v) = (x[j], x[half + j]);
            y[j] = (u * cosines[j]) - (v * sines[j]);
            y[half + j] = (v * cosines[j]) + (u * sines[j]);
        }
    }
}
