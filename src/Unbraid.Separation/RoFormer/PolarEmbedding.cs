using System.Numerics.Tensors;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>
/// PoPE (Gopalakrishnan et al. 2025): softplus of a feature is a magnitude, position * frequency its angle, to which keys add a learnt one; so content
/// and position do not mix. Query and key become vectors of twice the size whose product is the sum of magnitudes times the cosine between them.
/// </summary>
internal sealed class PolarEmbedding : IPositionEmbedding
{
    private readonly int _heads;
    private readonly int _size;
    private readonly PositionTable _table;
    private readonly float[] _cosines; // of the learnt angles, [heads, size]
    private readonly float[] _sines;

    public PolarEmbedding(TensorSource w, RoFormerConfig config, int positions)
    {
        (_heads, _size) = (config.Heads, config.HeadSize);
        // As stored: half precision rounds frequencies so much that late positions would drift away.
        _table = new PositionTable(w.Read("pope_embed.inv_freqs", _size), positions);
        var angles = w.Read("pope_embed.bias", _heads, _size);
        (_cosines, _sines) = (new float[angles.Length], new float[angles.Length]);
        for (var i = 0; i < angles.Length; i++)
        {
            var (sine, cosine) = Math.SinCos(Math.Clamp(angles[i], -2 * MathF.PI, 0));
            (_cosines[i], _sines[i]) = ((float)cosine, (float)sine);
        }
    }

    public int KeySize => 2 * _size;

    public void Embed(int position, ReadOnlySpan<float> q, ReadOnlySpan<float> k, Span<float> embeddedQ, Span<float> embeddedK)
    {
        var cosines = _table.CosinesAt(position);
        var sines = _table.SinesAt(position);
        Span<float> magnitude = stackalloc float[_size];
        Span<float> turned = stackalloc float[_size];
        for (var head = 0; head < _heads; head++)
        {
            var target = embeddedQ.Slice(2 * head * _size, 2 * _size);
            SoftPlus(q.Slice(head * _size, _size), magnitude);
            TensorPrimitives.Multiply(magnitude, cosines, target[.._size]);
            TensorPrimitives.Multiply(magnitude, sines, target[_size..]);

            // cos(a + b) = cos a cos b - sin a sin b, sin(a + b) = sin a cos b + cos a sin b
            target = embeddedK.Slice(2 * head * _size, 2 * _size);
            var c = _cosines.AsSpan(head * _size, _size);
            var s = _sines.AsSpan(head * _size, _size);
            SoftPlus(k.Slice(head * _size, _size), magnitude);
            TensorPrimitives.Multiply(cosines, c, target[.._size]);
            TensorPrimitives.Multiply(sines, s, turned);
            TensorPrimitives.Subtract(target[.._size], turned, target[.._size]);
            TensorPrimitives.Multiply(sines, c, target[_size..]);
            TensorPrimitives.MultiplyAdd(cosines, s, target[_size..], target[_size..]);
            TensorPrimitives.Multiply(target[.._size], magnitude, target[.._size]);
            TensorPrimitives.Multiply(target[_size..], magnitude, target[_size..]);
        }
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), which never overflows.</summary>
    private static void SoftPlus(ReadOnlySpan<float> x, Span<float> y)
    {
        TensorPrimitives.Abs(x, y);
        TensorPrimitives.Negate(y, y);
        TensorPrimitives.Exp(y, y);
        TensorPrimitives.LogP1(y, y);
        for (var i = 0; i < y.Length; i++)
            y[i] += Math.Max(x[i], 0);
    }
}
