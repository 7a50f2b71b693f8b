using System.Numerics;

namespace Unbraid.Composition.Mixing;

/// <summary>Gives back what was put in some frames ago, a chunk at a time.</summary>
/// <param name="length">In frames, at least <see cref="Chunk"/>.</param>
internal sealed class DelayLine(int length)
{
    public const int Chunk = 64;

    private readonly int _mask = (int)BitOperations.RoundUpToPowerOf2((uint)(length + Chunk)) - 1;

    // The first chunk stands once more behind the last, so that none is ever cut in two.
    private readonly float[] _data = new float[BitOperations.RoundUpToPowerOf2((uint)(length + Chunk)) + Chunk];
    private int _at;

    /// <summary>The chunk of the given length of time ago.</summary>
    public ReadOnlySpan<float> Read() => _data.AsSpan((_at - length) & _mask, Chunk);

    /// <summary>The next chunk.</summary>
    public void Write(ReadOnlySpan<float> chunk)
    {
        chunk.CopyTo(_data.AsSpan(_at));
        if (_at == 0)
        {
            chunk.CopyTo(_data.AsSpan(_mask + 1));
        }

        _at = (_at + Chunk) & _mask;
    }
}
